import { payloadOf } from '../../normalise/payload-of.ts'
import { toolRun } from '../../normalise/results-of.ts'
import { objectIn, textOf, unwrapped } from '../../normalise/unwrapped.ts'
import { type AttributedSpan, type Attributes, type Reading, textAt, valueAt } from './attributed-span.ts'

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

/** What a span is, in the words of these libraries. */
const TYPES = [
  'langfuse.observation.type',
  'mlflow.spanType',
  'langsmith.span.kind',
  'traceloop.span.kind',
] as const

/** Spans that follow no convention but carry what went in and out under a name we know. */
export function readVendor(span: AttributedSpan): Reading | undefined {
  const { attributes } = span
  const type = valueAt(attributes, ...TYPES)
  const word = typeof type === 'string' ? String(unwrapped(type)).toLowerCase() : ''
  if (word === 'evaluator') return { kind: 'evaluation' }
  const found = CARRIERS.find(
    ([input, output]) =>
      valueAt(attributes, input) !== undefined || valueAt(attributes, output) !== undefined,
  )
  if (found === undefined) return undefined
  const [input, output] = found
  if (word === 'tool') return { kind: 'tool', tool: toolOf(span, input, output) }
  const isGeneration =
    ['generation', 'llm', 'chat_model'].includes(word) || input === 'gcp.vertex.agent.llm_request'
  const options = { isApplication: !isGeneration }
  return {
    kind: isGeneration ? 'generation' : 'other',
    input: payloadOf(valueAt(attributes, input), 'input', options),
    output: payloadOf(valueAt(attributes, output), 'output', options),
    ...(isGeneration ? { model: modelIn(attributes, output) ?? modelIn(attributes, input) } : {}),
  }
}

function modelIn(attributes: Attributes, key: string): string | undefined {
  const body = objectIn(valueAt(attributes, key))
  return body && textOf(body, 'model', 'model_name')
}

/** Traceloop wraps what went in as `{inputs}` or `{args, kwargs}`, what came out as `{output}`. */
function toolOf({ attributes, name, isError }: AttributedSpan, input: string, output: string) {
  const [given, got] = [valueAt(attributes, input), valueAt(attributes, output)]
  if (!input.startsWith('traceloop.')) return toolRun(name, given, got, isError)
  const [asked, answered] = [objectIn(given) ?? {}, objectIn(got) ?? {}]
  const tool = textAt(attributes, 'traceloop.entity.name') ?? name
  return toolRun(tool, asked.inputs ?? asked.kwargs ?? given, answered.output ?? got, isError)
}
