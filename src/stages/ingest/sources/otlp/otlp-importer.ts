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
  const spans = resourcesOf(
    record,
    ['resourceSpans', 'resource_spans'],
    ['scopeSpans', 'scope_spans', 'instrumentationLibrarySpans'],
    ['spans'],
  )
  const logs = resourcesOf(
    record,
    ['resourceLogs', 'resource_logs'],
    ['scopeLogs', 'scope_logs'],
    ['logRecords', 'log_records'],
  )
  return [...spans.flatMap(spanOf), ...logs.flatMap(logOf)]
}

type Leaf = { readonly item: JsonObject; readonly resource: Attributes; readonly scope: string }

function resourcesOf(
  request: JsonObject,
  resourceKeys: readonly string[],
  scopeKeys: readonly string[],
  itemKeys: readonly string[],
): readonly Leaf[] {
  return objectsIn(request, resourceKeys).flatMap(group => {
    const resource = firstOf(group, 'resource')
    const attributes = attributesOf(isJsonObject(resource) ? ownValue(resource, 'attributes') : undefined)
    return objectsIn(group, scopeKeys).flatMap(scoped => {
      const scope = firstOf(scoped, 'scope', 'instrumentationLibrary')
      const name = isJsonObject(scope) ? (textOf(scope, 'name') ?? '') : ''
      return objectsIn(scoped, itemKeys).map(item => ({ item, resource: attributes, scope: name }))
    })
  })
}

function objectsIn(object: JsonObject, keys: readonly string[]): readonly JsonObject[] {
  const list = firstOf(object, ...keys)
  return isJsonArray(list) ? list.filter(isJsonObject) : []
}

/** Spans without ids belong to no trace. Resource attributes stand behind the span's own. */
function spanOf({ item, resource, scope }: Leaf): readonly SpanRecord[] {
  const traceId = idIn(item, 'traceId', 'trace_id')
  const spanId = idIn(item, 'spanId', 'span_id')
  if (traceId === undefined || spanId === undefined) return []
  const status = firstOf(item, 'status')
  const code = isJsonObject(status) ? ownValue(status, 'code') : undefined
  return [
    spanRecordOf({
      traceId,
      spanId,
      parentId: idIn(item, 'parentSpanId', 'parent_span_id'),
      name: textOf(item, 'name') ?? '',
      startMs: timeMs(firstOf(item, 'startTimeUnixNano', 'start_time_unix_nano')),
      endMs: timeMs(firstOf(item, 'endTimeUnixNano', 'end_time_unix_nano')),
      isError: code === 2 || code === 'STATUS_CODE_ERROR' || code === 'ERROR',
      scope,
      attributes: new Map([...resource, ...attributesOf(ownValue(item, 'attributes'))]),
      events: objectsIn(item, ['events']).map((event, index) => ({
        name: textOf(event, 'name') ?? '',
        order: orderOf(event, ['timeUnixNano', 'time_unix_nano'], index),
        attributes: attributesOf(ownValue(event, 'attributes')),
      })),
    }),
  ]
}

/** What log records tell of a span: messages, flags, evaluation results. Others are not about a trace. */
function logOf({ item }: Leaf): readonly SpanRecord[] {
  const traceId = idIn(item, 'traceId', 'trace_id')
  if (traceId === undefined) return []
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
  if (payloads === undefined && flag === undefined && feedback === undefined) return []
  return [
    {
      kind: payloads === undefined ? 'feedback' : 'fragment',
      traceId,
      spanId: `${span ?? ''}/${order}/${name}/${JSON.stringify([...event.attributes]).length}`,
      fragmentOf: span,
      order,
      ...payloads,
      flags: flag === undefined ? [] : [flag],
      feedback: feedback === undefined ? [] : [feedback],
    },
  ]
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
  return id === undefined || /^0*$/.test(id) ? undefined : id
}
