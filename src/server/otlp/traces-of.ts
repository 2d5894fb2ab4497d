import type { JsonValue } from '../../records/json-value.ts'
import type { Trace } from '../../records/trace.ts'
import { assembleTrace } from '../../stages/ingest/normalise/assemble-trace.ts'
import { RowError } from '../../stages/ingest/row-error.ts'
import { createCanonicalParser } from '../../stages/ingest/sources/canonical.ts'
import { otlpImporter } from '../../stages/ingest/sources/otlp/otlp-importer.ts'
import { trafficFilter } from '../../stages/ingest/traffic-filter.ts'
import type { TracesOf } from './receiver.ts'

/**
 * Makes traces of received spans exactly as `ingest` makes them of an exported file: the same mapping, filters and
 * refusals.
 *
 * @param isForbiddenId - ids that hold a card or account number are refused, since ids are not redacted.
 */
export function createTracesOf(isForbiddenId: (id: string) => boolean): TracesOf {
  const parse = createCanonicalParser(undefined, isForbiddenId)
  return request => {
    if (otlpImporter.kind !== 'spans') return []
    // What came as JSON is JSON, and what protobuf was decoded to has its shape.
    const records = otlpImporter.spansOf(request as JsonValue)
    return [...Map.groupBy(records, ({ traceId }) => traceId).values()].map(spans => {
      const assembled = assembleTrace(spans)
      return assembled.kind === 'row' ? traceOf(assembled.row, parse) : skipped(assembled.reason)
    })
  }
}

function traceOf(row: JsonValue, parse: (row: JsonValue) => Trace): ReturnType<TracesOf>[number] {
  try {
    const trace = parse(row)
    const filtered = trafficFilter(trace)
    return filtered === undefined ? trace : skipped(filtered)
  } catch (error) {
    if (error instanceof RowError) return skipped('rejected')
    throw error
  }
}

function skipped(reason: string): { readonly kind: 'skipped'; readonly reason: string } {
  return { kind: 'skipped', reason }
}
