import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonArray, isJsonObject, ownValue } from '../../located.ts'
import type { SpanRecord } from '../../normalise/span-record.ts'
import { firstOf, textOf } from '../../normalise/unwrapped.ts'
import { RowError } from '../../row-error.ts'
import type { AttributedEvent, Attributes } from '../attributes/attributed-span.ts'
import { payloadsOfEvent } from '../attributes/gen-ai-events.ts'
import { evaluationResult, flagOf } from '../attributes/slices-of.ts'
import { spanRecordOf } from '../attributes/span-record-of.ts'
import type { SourceImporter } from '../source-importer.ts'
import { timeMs } from '../times.ts'
import { attributesOf, plainValue } from './attributes-of.ts'

/** Export requests of OTLP, spans and logs, in JSON of either spelling (`traceId`, Phoenix's `trace_id`) or decoded from protobuf. */
export const otlpImporter: SourceImporter = { kind: 'spans', spansOf }

function spansOf(record: JsonValue): readonly SpanRecord[] {
  if (!isJsonObject(record)) throw new RowError('row: expected an OTLP request, found no object')
  const records: SpanRecord[] = []
  for (const group of objectsIn(record.resourceSpans ?? record.resource_spans)) {
    const resource = resourceOf(group)
    for (const scoped of objectsIn(
      group.scopeSpans ?? group.scope_spans ?? group.instrumentationLibrarySpans,
    )) {
      const scope = scopeOf(scoped)
      for (const item of objectsIn(scoped.spans)) {
        const span = spanOf(item, resource, scope)
        if (span !== undefined) records.push(span)
      }
    }
  }
  for (const group of objectsIn(record.resourceLogs ?? record.resource_logs)) {
    for (const scoped of objectsIn(group.scopeLogs ?? group.scope_logs)) {
      for (const item of objectsIn(scoped.logRecords ?? scoped.log_records)) {
        const log = logOf(item)
        if (log !== undefined) records.push(log)
      }
    }
  }
  return records
}

function resourceOf(group: JsonObject): Attributes {
  const { resource } = group
  return attributesOf(isJsonObject(resource) ? resource.attributes : undefined)
}

function scopeOf(scoped: JsonObject): string {
  const scope = scoped.scope ?? scoped.instrumentationLibrary
  return isJsonObject(scope) ? (textOf(scope, 'name') ?? '') : ''
}

function objectsIn(list: JsonValue | undefined): readonly JsonObject[] {
  if (!isJsonArray(list)) return NONE
  return list.every(isJsonObject) ? list : list.filter(isJsonObject)
}

const NONE: readonly JsonObject[] = []

/** Spans without ids belong to no trace. Resource attributes stand behind the span's own. */
function spanOf(item: JsonObject, resource: Attributes, scope: string): SpanRecord | undefined {
  const traceId = idIn(item, 'traceId', 'trace_id')
  const spanId = idIn(item, 'spanId', 'span_id')
  if (traceId === undefined || spanId === undefined) return undefined
  const status = firstOf(item, 'status')
  const code = isJsonObject(status) ? ownValue(status, 'code') : undefined
  return spanRecordOf({
    traceId,
    spanId,
    parentId: idIn(item, 'parentSpanId', 'parent_span_id'),
    name: textOf(item, 'name') ?? '',
    startMs: timeMs(item.startTimeUnixNano ?? item.start_time_unix_nano ?? undefined),
    endMs: timeMs(item.endTimeUnixNano ?? item.end_time_unix_nano ?? undefined),
    isError: code === 2 || code === 'STATUS_CODE_ERROR' || code === 'ERROR',
    scope,
    attributes: attributesOf(item.attributes, resource),
    events: objectsIn(item.events).map((event, index) => ({
      name: textOf(event, 'name') ?? '',
      order: orderOf(event, ['timeUnixNano', 'time_unix_nano'], index),
      attributes: attributesOf(event.attributes),
    })),
  })
}

/** What log records tell of a span: messages, flags, evaluation results. Others are not about a trace. */
function logOf(item: JsonObject): SpanRecord | undefined {
  const traceId = idIn(item, 'traceId', 'trace_id')
  if (traceId === undefined) return undefined
  const attributes = attributesOf(ownValue(item, 'attributes'))
  const body = plainValue(firstOf(item, 'body'))
  const name = textOf(item, 'eventName', 'event_name') ?? String(attributes.get('event.name') ?? '')
  const order = orderOf(
    item,
    ['timeUnixNano', 'time_unix_nano', 'observedTimeUnixNano', 'observed_time_unix_nano'],
    roleRank(name),
  )
  const event: AttributedEvent = {
    name,
    order,
    attributes: isJsonObject(body) ? new Map([...attributes, ...Object.entries(body)]) : attributes,
  }
  const span = idIn(item, 'spanId', 'span_id')
  const payloads = payloadsOfEvent(event)
  const flag = flagOf(event)
  const feedback = evaluationResult(event)
  if (payloads === undefined && flag === undefined && feedback === undefined) return undefined
  return {
    kind: payloads === undefined ? 'feedback' : 'fragment',
    traceId,
    spanId: `${span ?? ''}/${order}/${name}/${JSON.stringify([...event.attributes]).length}`,
    fragmentOf: span,
    order,
    ...payloads,
    flags: flag === undefined ? [] : [flag],
    feedback: feedback === undefined ? [] : [feedback],
  }
}

/** Nanoseconds with leading zeros sort as text; what came at the same moment sorts by its place, or by who usually speaks first. */
function orderOf(item: JsonObject, keys: readonly string[], place: number): string {
  return `${String(firstOf(item, ...keys) ?? '').padStart(20, '0')}.${String(place).padStart(6, '0')}`
}

function roleRank(name: string): number {
  return (
    [
      'gen_ai.system.message',
      'gen_ai.user.message',
      'gen_ai.assistant.message',
      'gen_ai.tool.message',
    ].indexOf(name) + 1 || 9
  )
}

/** Ids are hexadecimal of either case; sixteen or thirty-two zeros are no id. */
function idIn(item: JsonObject, ...keys: readonly string[]): string | undefined {
  const id = textOf(item, ...keys)?.toLowerCase()
  return id === undefined || (id.startsWith('0') && /^0*$/.test(id)) ? undefined : id
}
