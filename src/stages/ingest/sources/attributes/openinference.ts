import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonArray, isJsonObject, ownValue } from '../../located.ts'
import { EMPTY_PAYLOAD, type Payload } from '../../normalise/chat-message.ts'
import { payloadOf } from '../../normalise/payload-of.ts'
import { resultText } from '../../normalise/results-of.ts'
import type { ToolRun } from '../../normalise/span-record.ts'
import { toolsOf } from '../../normalise/tool-definitions.ts'
import { objectIn, unwrapped } from '../../normalise/unwrapped.ts'
import {
  type AttributedSpan,
  type Attributes,
  numberAt,
  type Reading,
  textAt,
  valueAt,
} from './attributed-span.ts'
import { nestedAt } from './indexed-attributes.ts'

/** OpenInference (Phoenix, Arize): the provider's own request and response where they were kept, else the flattened messages. */
export function readOpenInference(span: AttributedSpan): Reading | undefined {
  const { attributes } = span
  const kind = textAt(attributes, 'openinference.span.kind')?.toUpperCase()
  if (kind === undefined) return undefined
  if (kind === 'EVALUATOR') return { kind: 'evaluation' }
  if (kind === 'TOOL') return { kind: 'tool', tool: toolRunOf(span) }
  const model = textAt(attributes, 'llm.response.model_name', 'llm.model_name', 'llm.request.model_name')
  const costUsd = numberAt(attributes, 'llm.cost.total')
  if (kind !== 'LLM') {
    return {
      kind: 'other',
      input: payloadOf(valueAt(attributes, 'input.value'), 'input', { isApplication: true }),
      output: payloadOf(valueAt(attributes, 'output.value'), 'output', { isApplication: true }),
    }
  }
  const flat = flattened(attributes)
  const input = native(attributes, 'input') ?? flat.input
  const tools = toolsOf(nestedAt(attributes, 'llm.tools')) ?? input.tools ?? invocationTools(attributes)
  return {
    kind: 'generation',
    input: { ...input, tools },
    output: native(attributes, 'output') ?? flat.output,
    model,
    costUsd,
  }
}

/** The native body, when it says who speaks; a plain text or some object of the framework does not. */
function native(attributes: Attributes, side: 'input' | 'output'): Payload | undefined {
  const body = objectIn(valueAt(attributes, `${side}.value`))
  if (body === undefined) return undefined
  const isRequest = Object.hasOwn(body, 'messages') || Object.hasOwn(body, 'contents')
  const isAnswer =
    Object.hasOwn(body, 'choices') || Object.hasOwn(body, 'candidates') || Object.hasOwn(body, 'role')
  if (!(side === 'input' ? isRequest : isAnswer)) return undefined
  const payload = payloadOf(body, side)
  return payload.messages.length === 0 ? undefined : payload
}

function flattened(attributes: Attributes): { readonly input: Payload; readonly output: Payload } {
  const side = (prefix: string, whose: 'input' | 'output', texts: string, text: string): Payload => {
    const messages = nestedAt(attributes, prefix)
    if (isJsonArray(messages)) return payloadOf(messages.map(messageIn), whose)
    const legacy = nestedAt(attributes, texts)
    const found = isJsonArray(legacy) ? legacy.flatMap(item => textIn(item, text)) : []
    if (found.length > 0) return payloadOf(found[0], whose)
    return payloadOf(valueAt(attributes, `${whose}.value`), whose)
  }
  const output = side('llm.output_messages', 'output', 'llm.choices', 'completion')
  const reason = textAt(attributes, 'llm.finish_reason')
  const finished = output.messages
    .slice(0, 1)
    .map(message => (reason === undefined ? message : { ...message, finish_reason: reason }))
  return {
    input: side('llm.input_messages', 'input', 'llm.prompts', 'prompt'),
    output: finished.length === 0 ? EMPTY_PAYLOAD : { messages: finished, tools: output.tools },
  }
}

function textIn(item: JsonValue, key: string): readonly JsonValue[] {
  const inner = isJsonObject(item) ? ownValue(item, key) : undefined
  const text = isJsonObject(inner) ? ownValue(inner, 'text') : undefined
  return text === undefined ? [] : [text]
}

/** `{message: {role, contents: [{message_content: {type, text}}], tool_calls: [{tool_call: ...}]}}` in the shape others use. */
function messageIn(item: JsonValue): JsonValue {
  const message = isJsonObject(item) ? ownValue(item, 'message') : undefined
  if (!isJsonObject(message)) return item
  const contents = ownValue(message, 'contents')
  const parts = isJsonArray(contents) ? contents.map(partIn) : undefined
  const legacyName = ownValue(message, 'function_call_name')
  const legacy =
    typeof legacyName === 'string'
      ? {
          function_call: {
            name: legacyName,
            arguments: ownValue(message, 'function_call_arguments_json') ?? '{}',
          },
        }
      : {}
  return { ...message, ...legacy, ...(parts === undefined ? {} : { content: parts }) }
}

function partIn(item: JsonValue): JsonValue {
  if (!isJsonObject(item)) return item
  const content = ownValue(item, 'message_content')
  const call =
    ownValue(item, 'tool_call') ?? (isJsonObject(content) ? ownValue(content, 'tool_call') : undefined)
  const part: JsonObject = isJsonObject(content) ? content : {}
  return call === undefined ? part : { ...part, type: 'tool_use', tool_call: call }
}

function invocationTools(attributes: Attributes) {
  const parameters = objectIn(valueAt(attributes, 'llm.invocation_parameters'))
  return parameters === undefined ? undefined : toolsOf(ownValue(parameters, 'tools'))
}

function toolRunOf({ attributes, name, isError }: AttributedSpan): ToolRun {
  const output = valueAt(attributes, 'output.value')
  const found = unwrapped(output)
  const content = isJsonObject(found) && Object.hasOwn(found, 'content') ? ownValue(found, 'content') : output
  return {
    callId: textAt(attributes, 'tool_call.id', 'tool.id'),
    name: textAt(attributes, 'tool.name') ?? name,
    arguments: unwrapped(valueAt(attributes, 'input.value', 'tool.parameters')) ?? {},
    result: resultText(content),
    hasResult: output !== undefined,
    isError,
  }
}
