import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import { isJsonArray, isJsonObject, ownValue } from '../located.ts'
import { objectIn } from '../normalise/unwrapped.ts'

/** Formats that are recognised by what a record holds. */
export type DetectedFormat =
  | 'otlp'
  | 'langfuse'
  | 'langsmith'
  | 'litellm'
  | 'braintrust'
  | 'mlflow'
  | 'weave'
  | 'datadog'
  | 'openinference'
  | 'inspect'
  | 'canonical'
  | 'rows'

/** What a plain row calls what went in and what came out. */
const ROWS: readonly (readonly [asked: string, answered: string])[] = [
  ['input', 'output'],
  ['inputs', 'outputs'],
  ['prompt', 'response'],
  ['prompt', 'completion'],
  ['question', 'answer'],
  ['request', 'response'],
  ['request_body', 'response_body'],
]

type Rule = readonly [format: DetectedFormat, matches: (row: JsonObject) => boolean]

/** The first rule that matches decides; the order is that of docs/sources.md. */
const RULES: readonly Rule[] = [
  ['otlp', row => hasAny(row, 'resourceSpans', 'resource_spans', 'resourceLogs', 'resource_logs')],
  ['langfuse', isLangfuse],
  [
    'langsmith',
    row =>
      hasAny(row, 'dotted_order') ||
      hasAll(row, 'run_type', 'inputs') ||
      hasAll(row, 'run_id', 'key', 'score'),
  ],
  [
    'litellm',
    row =>
      hasAny(row, 'standard_logging_object', 'model_map_information') ||
      hasAll(row, 'call_type', 'response', 'startTime'),
  ],
  ['braintrust', row => hasAll(row, 'root_span_id', 'span_attributes')],
  ['mlflow', row => hasAll(row, 'info', 'data') && hasAny(objectIn(ownValue(row, 'data')) ?? {}, 'spans')],
  ['weave', row => hasAll(row, 'op_name', 'trace_id', 'inputs')],
  ['datadog', isDatadog],
  ['openinference', isPhoenix],
  ['inspect', row => isInspect(row) || isInspect(objectIn(ownValue(row, 'log')) ?? {})],
  ['canonical', row => hasAll(row, 'trace_id', 'messages')],
  [
    'rows',
    row => hasAny(row, 'messages', 'contents', 'conversations') || ROWS.some(names => hasAll(row, ...names)),
  ],
]

/** Where interfaces keep the records of a page they answer. */
const PAGES = ['data', 'events', 'runs', 'traces', 'items']

/** The format a record, or the first of a page of records, is of, or undefined when it is like none. */
export function detectFormat(record: JsonValue): DetectedFormat | undefined {
  const first = pageOf(record)?.[0]
  return ownFormat(first ?? record)
}

/** The records of a page that an interface answered; undefined when the record is none. */
export function pageOf(record: JsonValue): readonly JsonValue[] | undefined {
  if (!isJsonObject(record)) return undefined
  const key = PAGES.find(name => isJsonArray(record[name]))
  const items = key === undefined ? undefined : record[key]
  if (!isJsonArray(items) || items[0] === undefined || ownFormat(record) !== undefined) return undefined
  return ownFormat(items[0]) === undefined ? undefined : items
}

function ownFormat(record: JsonValue): DetectedFormat | undefined {
  return isJsonObject(record) ? RULES.find(([, matches]) => matches(record))?.[0] : undefined
}

function isLangfuse(row: JsonObject): boolean {
  const data = ownValue(row, 'data')
  const first = isJsonArray(data) ? data[0] : undefined
  if (isJsonObject(first)) return hasAll(first, 'traceId', 'startTime') || isLangfuse(first)
  if (isJsonArray(ownValue(row, 'observations'))) return true
  return (
    hasAll(row, 'trace_id', 'parent_observation_id') ||
    hasAll(row, 'traceId', 'parentObservationId') ||
    hasAll(row, 'trace_id', 'provided_model_name') ||
    hasAll(row, 'traceId', 'providedModelName') ||
    (hasAny(row, 'data_type', 'dataType') && hasAny(row, 'trace_id', 'traceId')) ||
    // The download of the list of traces says nothing of a project.
    hasAll(row, 'id', 'timestamp', 'bookmarked') ||
    (hasAll(row, 'id', 'timestamp') &&
      hasAny(row, 'htmlPath', 'user_id', 'userId') &&
      hasAny(row, 'project_id', 'projectId', 'htmlPath'))
  )
}

function isDatadog(row: JsonObject): boolean {
  const span = objectIn(ownValue(row, 'attributes')) ?? row
  return hasAll(span, 'span_id', 'trace_id', 'start_ns') && hasAny(span, 'ml_app', 'span_kind', 'meta')
}

function isPhoenix(row: JsonObject): boolean {
  const context = objectIn(ownValue(row, 'context'))
  if (context !== undefined && hasAll(context, 'trace_id', 'span_id')) return true
  return (
    hasAll(row, 'context.trace_id', 'context.span_id') ||
    hasAll(row, 'annotator_kind', 'trace_id') ||
    (hasAll(row, 'trace_id', 'span_id', 'attributes') && !hasAny(row, 'messages')) ||
    hasAll(row, 'TraceId', 'SpanId', 'SpanAttributes')
  )
}

function isInspect(row: JsonObject): boolean {
  return hasAll(row, 'eval', 'version') && hasAny(row, 'samples', 'results', 'plan')
}

function hasAny(row: JsonObject, ...keys: readonly string[]): boolean {
  return keys.some(key => Object.hasOwn(row, key))
}

function hasAll(row: JsonObject, ...keys: readonly string[]): boolean {
  return keys.every(key => Object.hasOwn(row, key))
}
