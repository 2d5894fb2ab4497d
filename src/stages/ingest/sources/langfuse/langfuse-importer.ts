import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonArray, isJsonObject, ownValue } from '../../located.ts'
import { flagsIn } from '../../normalise/flags-in.ts'
import { payloadOf } from '../../normalise/payload-of.ts'
import { resultText } from '../../normalise/results-of.ts'
import type { SpanRecord } from '../../normalise/span-record.ts'
import { toolsOf } from '../../normalise/tool-definitions.ts'
import { firstOf, listIn, objectIn, textOf, unwrapped } from '../../normalise/unwrapped.ts'
import { RowError } from '../../row-error.ts'
import type { SourceImporter } from '../source-importer.ts'
import { timeMs } from '../times.ts'
import { listedCallsOf } from './listed-calls-of.ts'
import { scoreFeedback } from './score-feedback.ts'

/**
 * Langfuse's exports: a trace with its observations (UI download, `GET /api/public/traces/{id}`), pages of the observations API, and the rows of
 * the blob storage and batch exports, whose keys are snake_case or camelCase.
 */
export const langfuseImporter: SourceImporter = { kind: 'spans', spansOf }

function spansOf(record: JsonValue): readonly SpanRecord[] {
  if (!isJsonObject(record))
    throw new RowError('row: expected a trace, observation or score of Langfuse, found no object')
  const rows = listIn(ownValue(record, 'data'))
  if (rows !== undefined && !Object.hasOwn(record, 'traceId')) return rows.flatMap(spansOf)
  const observations = listIn(ownValue(record, 'observations'))
  if (observations !== undefined) {
    const trace = objectIn(ownValue(record, 'trace')) ?? record
    const traceId = idOf(trace, 'id')
    return [
      ...traceRecords(trace, traceId),
      ...observations.filter(isJsonObject).map(row => observation(row, traceId)),
    ]
  }
  if (Object.hasOwn(record, 'data_type') || Object.hasOwn(record, 'dataType')) return [score(record)]
  if (isObservation(record)) return [observation(record, undefined)]
  return traceRecords(record, idOf(record, 'id'))
}

function isObservation(row: JsonObject): boolean {
  return firstOf(row, 'traceId', 'trace_id') !== undefined
}

function idOf(row: JsonObject, ...keys: readonly string[]): string {
  const id = textOf(row, ...keys)
  if (id === undefined) throw new RowError(`/${keys[0]}: expected an id, found nothing`)
  return id
}

/** What stands in the trace itself: what the application says went in and out, session, user, scores. */
function traceRecords(trace: JsonObject, traceId: string): readonly SpanRecord[] {
  const scores = listIn(ownValue(trace, 'scores')) ?? []
  const own: SpanRecord = {
    kind: 'trace',
    traceId,
    spanId: traceId,
    startMs: timeMs(firstOf(trace, 'timestamp')),
    input: payloadOf(ownValue(trace, 'input'), 'input', { isApplication: true }),
    output: payloadOf(ownValue(trace, 'output'), 'output', { isApplication: true }),
    sessionId: textOf(trace, 'sessionId', 'session_id'),
    customerId: textOf(trace, 'userId', 'user_id'),
    flags: flagsIn(objectIn(ownValue(trace, 'metadata'))),
    feedback: scores.filter(isJsonObject).flatMap(scoreFeedback),
  }
  // The trace of a judge may be exported as nothing but its row.
  return isJudges(trace) ? [{ ...own, kind: 'evaluation', spanId: `trace/${traceId}` }] : [own]
}

function observation(row: JsonObject, ownTraceId: string | undefined): SpanRecord {
  const traceId = textOf(row, 'traceId', 'trace_id') ?? ownTraceId ?? idOf(row, 'traceId', 'trace_id')
  const type = (textOf(row, 'type') ?? 'SPAN').toUpperCase()
  const isTool = type === 'TOOL'
  const isGeneration = type === 'GENERATION'
  const options = { isApplication: !isGeneration }
  const level = textOf(row, 'level')
  const shared = {
    traceId,
    spanId: idOf(row, 'id'),
    parentId: textOf(row, 'parentObservationId', 'parent_observation_id'),
    name: textOf(row, 'name'),
    startMs: timeMs(firstOf(row, 'startTime', 'start_time')),
    endMs: timeMs(firstOf(row, 'endTime', 'end_time')),
    isError: level === 'ERROR',
    sessionId: textOf(row, 'sessionId', 'session_id'),
    customerId: textOf(row, 'userId', 'user_id'),
    feedback: (listIn(ownValue(row, 'scores')) ?? []).filter(isJsonObject).flatMap(scoreFeedback),
  }
  if (type === 'EVALUATOR' || isJudges(row)) return { kind: 'evaluation', ...shared }
  if (isTool) return { kind: 'tool', ...shared, tool: toolRun(row, level === 'ERROR') }
  const input = payloadOf(ownValue(row, 'input'), 'input', options)
  const tools = toolsOf(unlessEmpty(firstOf(row, 'toolDefinitions', 'tool_definitions')))
  const output = payloadOf(ownValue(row, 'output'), 'output', options)
  return {
    kind: isGeneration ? 'generation' : 'other',
    ...shared,
    input: { messages: input.messages, tools: input.tools ?? tools },
    output: isGeneration ? listedCallsOf(row, output) : output,
    model: isGeneration ? textOf(row, 'model', 'providedModelName', 'provided_model_name') : undefined,
    costUsd: costOf(row),
  }
}

function isJudges(row: JsonObject): boolean {
  return textOf(row, 'environment')?.startsWith('langfuse-') === true
}

function toolRun(row: JsonObject, isError: boolean) {
  const output = ownValue(row, 'output')
  const found = unwrapped(output)
  const isMessage = isJsonObject(found) && Object.hasOwn(found, 'lc')
  const kwargs = isMessage ? objectIn(ownValue(found, 'kwargs')) : undefined
  const args = unwrapped(ownValue(row, 'input'))
  return {
    callId: kwargs && textOf(kwargs, 'tool_call_id'),
    name: textOf(row, 'name') ?? 'tool',
    arguments: args ?? {},
    result: resultText(kwargs === undefined ? (output ?? undefined) : ownValue(kwargs, 'content')),
    hasResult: output !== undefined && output !== null,
    isError,
  }
}

function costOf(row: JsonObject): number | undefined {
  const total = firstOf(row, 'totalCost', 'total_cost', 'calculatedTotalCost')
  const number = typeof total === 'string' ? Number(total) : total
  return typeof number === 'number' && number > 0 ? number : undefined
}

function score(row: JsonObject): SpanRecord {
  return {
    kind: 'feedback',
    traceId: idOf(row, 'traceId', 'trace_id'),
    spanId: `score/${idOf(row, 'id')}`,
    feedback: scoreFeedback(row),
  }
}

function unlessEmpty(value: JsonValue | undefined): JsonValue | undefined {
  const found = unwrapped(value)
  const size = isJsonArray(found) ? found.length : isJsonObject(found) ? Object.keys(found).length : 0
  return size === 0 ? undefined : found
}
