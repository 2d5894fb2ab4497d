import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import { isJsonArray, isJsonObject, ownValue } from '../located.ts'
import { objectIn } from '../normalise/unwrapped.ts'

/** Formats that are recognised by what a record holds. */
export type DetectedFormat =
  | 'otlp'
  | 'langfuse'
  | 'langsmith'
  | 'litellm'
  | 'openinference'
  | 'inspect'
  | 'canonical'
  | 'rows'

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
  ['openinference', isPhoenix],
  ['inspect', row => isInspect(row) || isInspect(objectIn(ownValue(row, 'log')) ?? {})],
  ['canonical', row => hasAll(row, 'trace_id', 'messages')],
  [
    'rows',
    row => hasAny(row, 'messages') || hasAll(row, 'input', 'output') || hasAll(row, 'prompt', 'response'),
  ],
]

/** The format a record is of, or undefined when it is like none. */
export function detectFormat(record: JsonValue): DetectedFormat | undefined {
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
    (hasAll(row, 'id', 'timestamp') &&
      hasAny(row, 'bookmarked', 'htmlPath', 'user_id', 'userId') &&
      hasAny(row, 'project_id', 'projectId', 'htmlPath'))
  )
}

function isPhoenix(row: JsonObject): boolean {
  const context = objectIn(ownValue(row, 'context'))
  if (context !== undefined && hasAll(context, 'trace_id', 'span_id')) return true
  return hasAll(row, 'context.trace_id', 'context.span_id') || hasAll(row, 'annotator_kind', 'trace_id')
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
