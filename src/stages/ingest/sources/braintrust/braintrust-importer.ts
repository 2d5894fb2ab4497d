import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonObject, ownValue } from '../../located.ts'
import { flagsIn } from '../../normalise/flags-in.ts'
import { payloadOf } from '../../normalise/payload-of.ts'
import { toolRun } from '../../normalise/results-of.ts'
import type { Feedback, SpanRecord } from '../../normalise/span-record.ts'
import { toolsOf } from '../../normalise/tool-definitions.ts'
import { firstOf, listIn, objectIn, textOf } from '../../normalise/unwrapped.ts'
import { RowError } from '../../row-error.ts'
import type { SourceImporter } from '../source-importer.ts'
import { timeMs } from '../times.ts'

/** Braintrust's logs and experiments (download, API, BTQL, cloud export): a row is a span, `root_span_id` the trace. */
export const braintrustImporter: SourceImporter = { kind: 'spans', spansOf: record => [spanOf(record)] }

function spanOf(row: JsonValue): SpanRecord {
  if (!isJsonObject(row)) throw new RowError('row: expected a span of Braintrust, found no object')
  const spanId = textOf(row, 'span_id', 'id')
  const traceId = textOf(row, 'root_span_id') ?? spanId
  if (spanId === undefined || traceId === undefined)
    throw new RowError('/span_id: expected an id, found nothing')
  const about = objectIn(ownValue(row, 'span_attributes')) ?? {}
  const metadata = objectIn(ownValue(row, 'metadata')) ?? {}
  const metrics = objectIn(ownValue(row, 'metrics')) ?? {}
  const [parent] = listIn(ownValue(row, 'span_parents')) ?? []
  const name = textOf(about, 'name')
  const isError = firstOf(row, 'error') !== undefined
  const shared = {
    traceId,
    spanId,
    parentId: typeof parent === 'string' ? parent : undefined,
    name,
    startMs: timeMs(ownValue(metrics, 'start')) ?? timeMs(firstOf(row, 'created')),
    endMs: timeMs(ownValue(metrics, 'end')),
    isError,
    sessionId: textOf(metadata, 'session_id', 'thread_id', 'conversation_id'),
    customerId: textOf(metadata, 'user_id'),
    flags: flagsIn(metadata),
    feedback: scoresIn(objectIn(ownValue(row, 'scores'))),
  }
  const type = textOf(about, 'type')
  if (type === 'score' || type === 'scorer' || ownValue(about, 'purpose') === 'scorer')
    return { kind: 'evaluation', ...shared }
  const [asked, answered] = [ownValue(row, 'input'), ownValue(row, 'output')]
  if (type === 'tool')
    return { kind: 'tool', ...shared, tool: toolRun(name ?? 'tool', asked, answered, isError) }
  const isLlm = type === 'llm'
  const options = { isApplication: !isLlm }
  const input = payloadOf(asked, 'input', options)
  const cost = firstOf(metrics, 'estimated_cost', 'cost')
  return {
    kind: isLlm ? 'generation' : 'other',
    ...shared,
    input: { messages: input.messages, tools: toolsOf(ownValue(metadata, 'tools')) ?? input.tools },
    // The list of choices: the first is the answer.
    output: payloadOf(isLlm && isChoices(answered) ? { choices: answered } : answered, 'output', options),
    model: isLlm ? textOf(metadata, 'model') : undefined,
    costUsd: isLlm && typeof cost === 'number' && cost >= 0 ? cost : undefined,
  }
}

function isChoices(value: JsonValue | undefined): value is readonly JsonObject[] {
  const list = listIn(value) ?? []
  return list.length > 0 && list.every(item => isJsonObject(item) && Object.hasOwn(item, 'message'))
}

/** `{name: 0..1}`; who gave a score is not said. */
function scoresIn(scores: JsonObject | undefined): readonly Feedback[] {
  return Object.entries(scores ?? {}).flatMap(([name, value]) =>
    typeof value === 'number'
      ? [{ name, value, label: undefined, comment: undefined, isFromModel: false }]
      : [],
  )
}
