import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import type { ChatCall } from './chat-message.ts'
import { firstOf, listIn, objectIn, textOf, unwrapped } from './unwrapped.ts'

/**
 * The call this object is, in any of the spellings of OpenAI (Chat Completions and Responses), Anthropic, Gemini, Bedrock, the AI
 * SDK, LangChain, OpenInference, OpenTelemetry, Datadog and Inspect (whose `function` is the name); undefined when it is none.
 */
export function callOf(value: JsonValue | undefined): ChatCall | undefined {
  const object = objectIn(value)
  if (object === undefined) return undefined
  const inner = objectIn(firstOf(object, 'function', 'functionCall', 'function_call', 'tool_call', 'toolUse'))
  if (inner !== undefined) {
    const call = callOf(inner)
    return call && { ...call, id: textOf(object, 'id', 'call_id', 'toolCallId') ?? call.id }
  }
  const name = textOf(object, 'name', 'toolName', 'tool_name', 'function')
  if (name === undefined) return undefined
  return {
    id: textOf(object, 'call_id', 'toolCallId', 'tool_call_id', 'toolUseId', 'tool_id', 'id'),
    name,
    arguments: argumentsOf(firstOf(object, 'arguments', 'args', 'input', 'parameters', 'server_tool_call')),
  }
}

/** Arguments as they were given; JSON text of JSON text is unwrapped once, what is no JSON stays text. */
function argumentsOf(value: JsonValue | undefined): JsonValue {
  if (value === undefined) return {}
  if (typeof value !== 'string') return value
  const inner = unwrapped(value)
  return typeof inner === 'object' && inner !== null ? inner : value
}

/** The calls a message lists beside its content, each once although LangChain writes them in two places. */
export function listedCalls(message: JsonObject): readonly ChatCall[] {
  const extra = objectIn(message.additional_kwargs)
  const listed =
    unlessEmpty(listIn(message.tool_calls ?? message.toolCalls)) ??
    unlessEmpty(listIn(extra?.tool_calls)) ??
    singleCalls(message.function_call, extra?.function_call)
  return distinctCalls(listed.flatMap(item => callOf(item) ?? []))
}

const NONE: readonly JsonValue[] = []

function singleCalls(
  own: JsonValue | undefined,
  extra: JsonValue | undefined,
): readonly (JsonValue | undefined)[] {
  return own === undefined && extra === undefined ? NONE : [own, extra]
}

function unlessEmpty(list: readonly JsonValue[] | undefined): readonly JsonValue[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list
}

/** Each call once: by id, or by name and arguments where there is no id. */
export function distinctCalls(calls: readonly ChatCall[]): readonly ChatCall[] {
  if (calls.length < 2) return calls
  const seen = new Set<string>()
  return calls.filter(call => {
    const key = call.id ?? `${call.name}\0${JSON.stringify(call.arguments)}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
