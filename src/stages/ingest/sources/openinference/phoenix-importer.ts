import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonArray, isJsonObject, ownValue } from '../../located.ts'
import type { SpanRecord } from '../../normalise/span-record.ts'
import { firstOf, listIn, objectIn, textOf } from '../../normalise/unwrapped.ts'
import { RowError } from '../../row-error.ts'
import type { AttributedEvent } from '../attributes/attributed-span.ts'
import { annotationFeedback } from '../attributes/slices-of.ts'
import { spanRecordOf } from '../attributes/span-record-of.ts'
import type { SourceImporter } from '../source-importer.ts'
import { timeMs } from '../times.ts'

/** Phoenix's spans, from its REST API and command line or a data frame (`context.trace_id` columns), and its annotations. */
export const phoenixImporter: SourceImporter = { kind: 'spans', spansOf }

function spansOf(record: JsonValue): readonly SpanRecord[] {
  if (!isJsonObject(record)) throw new RowError('row: expected a span, found no object')
  const context = objectIn(ownValue(record, 'context'))
  const traceId =
    textOf(record, 'context.trace_id', 'trace_id') ?? (context && textOf(context, 'trace_id', 'traceId'))
  const spanId =
    textOf(record, 'context.span_id', 'span_id') ?? (context && textOf(context, 'span_id', 'spanId'))
  if (traceId === undefined || spanId === undefined)
    throw new RowError('/context: expected trace_id and span_id, found nothing')
  if (Object.hasOwn(record, 'annotator_kind')) return [annotation(record, traceId, spanId)]
  const kind = textOf(record, 'span_kind')
  return [
    {
      ...spanRecordOf({
        traceId: traceId.toLowerCase(),
        spanId: spanId.toLowerCase(),
        parentId: textOf(record, 'parent_id')?.toLowerCase(),
        name: textOf(record, 'name') ?? '',
        startMs: timeMs(firstOf(record, 'start_time')),
        endMs: timeMs(firstOf(record, 'end_time')),
        isError: textOf(record, 'status_code') === 'ERROR',
        scope: '',
        attributes: new Map<string, JsonValue>([
          ...(kind === undefined || kind === 'UNKNOWN' ? [] : ([['openinference.span.kind', kind]] as const)),
          ...columnAttributes(record),
          ...flattened(objectIn(ownValue(record, 'attributes')) ?? {}),
        ]),
        events: (listIn(ownValue(record, 'events')) ?? []).filter(isJsonObject).map(eventOf),
      }),
    },
  ]
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

/** Nested attributes with dotted keys, lists of objects with their places in the key: how the conventions write them. */
function flattened(object: JsonObject, prefix = ''): [string, JsonValue][] {
  return Object.entries(object).flatMap(([key, value]): [string, JsonValue][] => {
    const path = prefix + key
    if (isJsonArray(value) && value.some(isJsonObject)) {
      return flattened(Object.fromEntries(value.map((item, index) => [String(index), item])), `${path}.`)
    }
    return isJsonObject(value) && key !== 'metadata' ? flattened(value, `${path}.`) : [[path, value]]
  })
}
