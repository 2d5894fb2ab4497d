import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonObject, ownValue } from '../../located.ts'
import { payloadOf } from '../../normalise/payload-of.ts'
import { toolRun } from '../../normalise/results-of.ts'
import type { SpanRecord } from '../../normalise/span-record.ts'
import { firstOf, objectIn, textOf, unwrapped } from '../../normalise/unwrapped.ts'
import { RowError } from '../../row-error.ts'
import type { SourceImporter } from '../source-importer.ts'
import { timeMs } from '../times.ts'

/** Clients of models that Weave patches, by the names of their operations. */
const MODEL_CALL =
  /chat\.completions|responses\.(?:create|parse|stream)|[Mm]essages\.(?:create|stream)|generate_content|generateContent|converse|litellm\.a?completion|ChatModel|\.Chat\w+$/
const EVALUATION = /^Evaluation\.|scorer|\.score$/i

/** Calls of W&B Weave (`calls/stream_query`, download): an operation is a span; those of model clients are known by name. */
export const weaveImporter: SourceImporter = { kind: 'spans', spansOf: record => [spanOf(record)] }

function spanOf(call: JsonValue): SpanRecord {
  if (!isJsonObject(call)) throw new RowError('row: expected a call of Weave, found no object')
  const spanId = textOf(call, 'id')
  const traceId = textOf(call, 'trace_id')
  if (spanId === undefined || traceId === undefined) throw new RowError('/id: expected an id, found nothing')
  const name = operationOf(textOf(call, 'op_name') ?? '')
  const isError = firstOf(call, 'exception') !== undefined
  const inputs = ownValue(call, 'inputs')
  const output = ownValue(call, 'output')
  const shared = {
    traceId,
    spanId,
    parentId: textOf(call, 'parent_id'),
    name,
    startMs: timeMs(firstOf(call, 'started_at')),
    endMs: timeMs(firstOf(call, 'ended_at')),
    isError,
    sessionId: textOf(call, 'thread_id'),
  }
  const weave = objectIn(ownValue(objectIn(ownValue(call, 'attributes')) ?? {}, 'weave')) ?? {}
  const kind = textOf(weave, 'kind')
  if (EVALUATION.test(name) || kind === 'scorer') return { kind: 'evaluation', ...shared }
  if (kind === 'tool') return { kind: 'tool', ...shared, tool: toolRun(name, inputs, output, isError) }
  const isLlm = kind === 'llm' || MODEL_CALL.test(name)
  const options = { isApplication: !isLlm }
  const answer = objectIn(output)
  return {
    kind: isLlm ? 'generation' : 'other',
    ...shared,
    input: payloadOf(unwrapped(inputs), 'input', options),
    output: payloadOf(output, 'output', options),
    model: isLlm ? (modelIn(answer) ?? modelIn(objectIn(inputs))) : undefined,
    costUsd: isLlm ? costIn(objectIn(ownValue(call, 'summary'))) : undefined,
  }
}

/** `weave:///entity/project/op/NAME:version`. */
function operationOf(uri: string): string {
  return (uri.split('/op/').at(-1) ?? uri).replace(/:[^:]*$/, '')
}

function modelIn(body: JsonObject | undefined): string | undefined {
  return body && textOf(body, 'model', 'modelVersion', 'model_version')
}

/** `summary.weave.costs`: by model, what its tokens of each kind cost. */
function costIn(summary: JsonObject | undefined): number | undefined {
  const weave = summary && objectIn(ownValue(summary, 'weave'))
  const costs = Object.values((weave && objectIn(ownValue(weave, 'costs'))) ?? {}).filter(isJsonObject)
  const totals = costs.flatMap(cost =>
    Object.entries(cost).flatMap(([key, value]) =>
      key.endsWith('_total_cost') && typeof value === 'number' ? [value] : [],
    ),
  )
  return totals.length === 0 ? undefined : totals.reduce((sum, total) => sum + total, 0)
}
