import type {
  OtlpLogsRequest,
  OtlpResourceLogs,
  OtlpResourceSpans,
  OtlpTraceRequest,
} from '../../stages/ingest/sources/otlp/otlp-request.ts'
import type { ExportedItem } from './parse-export.ts'

/** One request of the parts of a trace that came in several: what shared resource and scope shares them again. */
export function requestOf(items: readonly ExportedItem[]): OtlpTraceRequest & OtlpLogsRequest {
  const resourceSpans: OtlpResourceSpans[] = []
  const resourceLogs: OtlpResourceLogs[] = []
  // By identity: comparing attributes costs more than repeating them.
  const byScope = [...Map.groupBy(items, ({ resource }) => resource).values()].flatMap(same => [
    ...Map.groupBy(same, ({ scope }) => scope).values(),
  ])
  for (const same of byScope) {
    const { resource, scope } = same[0] ?? {}
    const sent = { ...(resource === undefined ? {} : { resource }) }
    const under = { ...(scope === undefined ? {} : { scope }) }
    const spans = same.flatMap(item => (item.kind === 'span' ? [item.span] : []))
    const logRecords = same.flatMap(item => (item.kind === 'log' ? [item.log] : []))
    if (spans.length > 0) resourceSpans.push({ ...sent, scopeSpans: [{ ...under, spans }] })
    if (logRecords.length > 0) resourceLogs.push({ ...sent, scopeLogs: [{ ...under, logRecords }] })
  }
  return { resourceSpans, resourceLogs }
}
