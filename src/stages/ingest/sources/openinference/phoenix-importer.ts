import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonArray, isJsonObject, ownValue } from '../../located.ts'
import type { SpanRecord } from '../../normalise/span-record.ts'
import { firstOf, listIn, objectIn, textOf } from '../../normalise/unwrapped.ts'
import { RowError } from '../../row-error.ts'
import type { AttributedEvent, AttributedSpan } from '../attributes/attributed-span.ts'
import { annotationFeedback } from '../attributes/slices-of.ts'
import { spanRecordOf } from '../attributes/span-record-of.ts'
import type { SourceImporter } from '../source-importer.ts'
import { timeMs } from '../times.ts'

/**
 * Spans that are rows of their own, attributes and all, whichever convention these follow: Phoenix's (REST API, command line, data frames with
 * `context.trace_id` columns, annotations), OpenTelemetry's console exporter, Logfire's query results, ClickHouse's `otel_traces`.
 */
export const phoenixImporter: SourceImporter = { kind: 'spans', spansOf }

function spansOf(record: JsonValue): readonly SpanRecord[] {
  if (!isJsonObject(record)) throw new RowError('row: expected a span, found no object')
  const context = objectIn(ownValue(record, 'context'))
  const traceId =
    textOf(record, 'context.trace_id', 'trace_id', 'TraceId') ??
    (context && textOf(context, 'trace_id', 'traceId'))
  const spanId =
    textOf(record, 'context.span_id', 'span_id', 'SpanId') ??
    (context && textOf(context, 'span_id', 'spanId'))
  if (traceId === undefined || spanId === undefined)
    throw new RowError('/context: expected trace_id and span_id, found nothing')
  if (Object.hasOwn(record, 'annotator_kind')) return [annotation(record, traceId, spanId)]
  const kind = textOf(record, 'span_kind')
  return [
    {
      ...spanRecordOf({
        traceId: idText(traceId),
        spanId: idText(spanId),
        parentId: parentOf(record),
        name: textOf(record, 'name', 'span_name', 'SpanName') ?? '',
        ...timesOf(record),
        isError: isFailed(record),
        scope: textOf(record, 'otel_scope_name', 'ScopeName') ?? '',
        attributes: new Map<string, JsonValue>([
          ...(kind === undefined || kind === 'UNKNOWN' ? [] : ([['openinference.span.kind', kind]] as const)),
          ...columnAttributes(record),
          ...flattened(objectIn(firstOf(record, 'attributes', 'SpanAttributes')) ?? {}),
        ]),
        events: (listIn(firstOf(record, 'events', 'otel_events')) ?? []).filter(isJsonObject).map(eventOf),
      }),
    },
  ]
}

/** OpenTelemetry's console exporter writes `0x` before its ids. */
function idText(id: string): string {
  return id.toLowerCase().replace(/^0x/, '')
}

function parentOf(record: JsonObject): string | undefined {
  const parent = textOf(record, 'parent_id', 'parent_span_id', 'ParentSpanId')
  return parent === undefined ? undefined : idText(parent)
}

/** ClickHouse's table has a start and a duration in nanoseconds. */
function timesOf(record: JsonObject): Pick<AttributedSpan, 'startMs' | 'endMs'> {
  const startMs = timeMs(firstOf(record, 'start_time', 'start_timestamp', 'Timestamp'))
  const end = timeMs(firstOf(record, 'end_time', 'end_timestamp'))
  const duration = Number(firstOf(record, 'Duration') ?? Number.NaN)
  return {
    startMs,
    endMs: end ?? (startMs === undefined || Number.isNaN(duration) ? undefined : startMs + duration / 1e6),
  }
}

function isFailed(record: JsonObject): boolean {
  const status = objectIn(ownValue(record, 'status'))
  const code =
    textOf(record, 'status_code', 'otel_status_code', 'StatusCode') ??
    (status && textOf(status, 'status_code'))
  return /error$/i.test(code ?? '') || ownValue(record, 'is_exception') === true
}

function annotation(record: JsonObject, traceId: string, spanId: string): SpanRecord {
  const result = objectIn(ownValue(record, 'result')) ?? {}
  const fields = new Map(Object.entries({ ...record, ...result }))
  return {
    kind: 'feedback',
    traceId: traceId.toLowerCase(),
    spanId: `annotation/${spanId}/${textOf(record, 'id', 'identifier', 'name') ?? ''}`,
    feedback: [annotationFeedback(fields)],
  }
}

function eventOf(event: JsonObject, index: number): AttributedEvent {
  return {
    name: textOf(event, 'name') ?? '',
    order: String(index).padStart(6, '0'),
    attributes: new Map(Object.entries(objectIn(ownValue(event, 'attributes')) ?? {})),
  }
}

/** A data frame's columns `attributes.llm.model_name`. */
function columnAttributes(record: JsonObject): readonly [string, JsonValue][] {
  return Object.entries(record).flatMap(([key, value]): [string, JsonValue][] =>
    key.startsWith('attributes.') && value !== null
      ? flattened({ [key.slice('attributes.'.length)]: value })
      : [],
  )
}

/** Lists of messages that OpenTelemetry's convention and Pydantic AI keep in one attribute. */
const WHOLE = /^(?:gen_ai\.|pydantic_ai\.|all_messages|events$)/

/** Nested attributes with dotted keys, lists of objects with their places in the key: how the conventions write them. */
function flattened(object: JsonObject, prefix = ''): [string, JsonValue][] {
  return Object.entries(object).flatMap(([key, value]): [string, JsonValue][] => {
    const path = prefix + key
    if (isJsonArray(value) && value.some(isJsonObject) && !WHOLE.test(path)) {
      return flattened(Object.fromEntries(value.map((item, index) => [String(index), item])), `${path}.`)
    }
    return isJsonObject(value) && key !== 'metadata' ? flattened(value, `${path}.`) : [[path, value]]
  })
}
