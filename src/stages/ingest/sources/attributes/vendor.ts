import { payloadOf } from '../../normalise/payload-of.ts'
import { unwrapped } from '../../normalise/unwrapped.ts'
import { type AttributedSpan, type Reading, valueAt } from './attributed-span.ts'

/** Where other libraries keep what went in and out, in the order they are looked at. */
const CARRIERS: readonly (readonly [input: string, output: string])[] = [
  ['langfuse.observation.input', 'langfuse.observation.output'],
  ['gcp.vertex.agent.llm_request', 'gcp.vertex.agent.llm_response'],
  ['all_messages_events', 'final_result'],
  ['pydantic_ai.all_messages', 'final_result'],
  ['prompt', 'response'],
  ['lk.chat_ctx', 'lk.response.text'],
  ['lk.user_transcript', 'lk.response.text'],
  ['lk.input_text', 'lk.response.text'],
  ['mlflow.spanInputs', 'mlflow.spanOutputs'],
  ['traceloop.entity.input', 'traceloop.entity.output'],
  ['langfuse.trace.input', 'langfuse.trace.output'],
  ['input.value', 'output.value'],
  ['input', 'output'],
]

/** Spans that follow no convention but carry what went in and out under a name we know. */
export function readVendor({ attributes }: AttributedSpan): Reading | undefined {
  const type = valueAt(attributes, 'langfuse.observation.type', 'mlflow.spanType', 'langsmith.span.kind')
  const word = typeof type === 'string' ? String(unwrapped(type)).toLowerCase() : ''
  if (word === 'evaluator') return { kind: 'evaluation' }
  const found = CARRIERS.find(
    ([input, output]) =>
      valueAt(attributes, input) !== undefined || valueAt(attributes, output) !== undefined,
  )
  if (found === undefined) return undefined
  const [input, output] = found
  const isGeneration =
    ['generation', 'llm', 'chat_model'].includes(word) || input === 'gcp.vertex.agent.llm_request'
  const options = { isApplication: !isGeneration }
  return {
    kind: isGeneration ? 'generation' : 'other',
    input: payloadOf(valueAt(attributes, input), 'input', options),
    output: payloadOf(valueAt(attributes, output), 'output', options),
  }
}
