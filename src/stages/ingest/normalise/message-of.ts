import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import { isJsonObject, ownValue } from '../located.ts'
import { callOf, distinctCalls, listedCalls } from './calls-of.ts'
import type { ChatMessage, ChatRole } from './chat-message.ts'
import { contentOf } from './content-of.ts'
import { resultOf, resultText } from './results-of.ts'
import { roleOf, unusualRole } from './role-of.ts'
import { uiMessages } from './ui-message.ts'
import { firstOf, objectIn, textOf, unwrapped } from './unwrapped.ts'

/**
 * The messages this object stands for, usually one; results of tools among its parts are messages of their own. Undefined when
 * it is no message in any spelling (OpenAI, Anthropic, Responses items, AI SDK, LangChain, Gemini, OpenTelemetry).
 */
export function messagesOf(value: JsonValue | undefined): readonly ChatMessage[] | undefined {
  const object = objectIn(value)
  if (object === undefined) return undefined
  const serialised = langChainObject(object)
  if (serialised !== undefined) return messagesOf(serialised)
  const nested = ownValue(object, 'message')
  if (isJsonObject(nested) && !Object.hasOwn(object, 'role')) return choiceMessages(object, nested)
  const role = roleOf(object)
  return role === undefined ? itemMessages(object) : spokenMessages(object, role)
}

/**
 * `{lc: 1, type: 'constructor', id: [..., 'HumanMessage'], kwargs}`, with the class name as the role it stands for, and `{type: 'human', data}`
 * of stored histories.
 */
function langChainObject(object: JsonObject): JsonObject | undefined {
  const { data, type } = object
  if (isJsonObject(data) && Object.hasOwn(data, 'content') && typeof type === 'string')
    return { role: type, ...data }
  const kwargs = ownValue(object, 'kwargs')
  if (!isJsonObject(kwargs) || !Object.hasOwn(object, 'lc')) return undefined
  const id = ownValue(object, 'id')
  const className = Array.isArray(id) ? id.at(-1) : undefined
  return { role: textOf(kwargs, 'role', 'type') ?? String(className ?? 'user'), ...kwargs }
}

/** OpenAI's choice and OpenTelemetry's `gen_ai.choice`: the message with its reason to end beside it. */
function choiceMessages(choice: JsonObject, nested: JsonObject): readonly ChatMessage[] | undefined {
  const calls = firstOf(choice, 'tool_calls')
  const message = {
    role: 'assistant',
    ...(calls === undefined ? {} : { tool_calls: calls }),
    ...nested,
  }
  return withFinish(messagesOf(message), textOf(choice, 'finish_reason', 'stop_reason', 'finishReason'))
}

/** An item of the Responses API. */
function itemMessages(item: JsonObject): readonly ChatMessage[] | undefined {
  const result = resultOf(item)
  if (result !== undefined) return [result]
  const type = textOf(item, 'type')
  if (type === 'reasoning' || type === 'item_reference') return []
  if (type === 'function_call' || type === 'custom_tool_call') {
    const call = callOf(item)
    return call && [{ role: 'assistant', content: '', tool_calls: [call] }]
  }
  return undefined
}

function spokenMessages(message: JsonObject, said: ChatRole): readonly ChatMessage[] {
  const turn = said === 'assistant' ? uiMessages(message) : undefined
  if (turn !== undefined) return turn
  const content = contentOf(unlessEmpty(message.parts) ?? message.content)
  const listed = listedCalls(message)
  const calls = distinctCalls(content.calls.length === 0 ? listed : [...listed, ...content.calls])
  const role = speaker(said, message, calls.length > 0)
  if (role === 'tool' && content.results.length === 0) return [toolMessage(message, content.text)]
  const finish = textOf(message, 'finish_reason', 'stop_reason') ?? langChainFinish(message)
  const text = content.text === '' ? (textOf(message, 'refusal') ?? '') : content.text
  if (content.results.length > 0 && text === '' && calls.length === 0) return content.results
  const own: ChatMessage = {
    role: role === 'tool' ? 'user' : role,
    content: text,
    tool_calls: calls.length === 0 ? undefined : calls,
    finish_reason: finish,
  }
  return content.results.length === 0 ? [own] : [...content.results, own]
}

/** LangChain keeps why an answer ended in the provider's words, beside the message. */
function langChainFinish(message: JsonObject): string | undefined {
  const metadata = message.response_metadata
  return isJsonObject(metadata)
    ? textOf(metadata, 'finish_reason', 'stop_reason', 'finishReason', 'stopReason')
    : undefined
}

/** Some frameworks write the tool's name where the role belongs. */
function speaker(role: ChatRole, message: JsonObject, hasCalls: boolean): ChatRole {
  if (role !== 'user' || unusualRole(message) === undefined) return role
  return hasCalls ? 'assistant' : role
}

function toolMessage(message: JsonObject, text: string): ChatMessage {
  const content = firstOf(message, 'content', 'response', 'result', 'output')
  const marked = firstOf(message, 'is_error', 'isError', 'error')
  return {
    role: 'tool',
    content: text === '' ? resultText(isJsonObject(content) ? content : undefined) : text,
    tool_call_id: textOf(message, 'tool_call_id', 'toolCallId', 'id'),
    tool_name: textOf(message, 'name', 'toolName', 'function'),
    is_error: (marked !== undefined && marked !== false) || ownValue(message, 'status') === 'error',
  }
}

function unlessEmpty(value: JsonValue | undefined): JsonValue | undefined {
  const list = unwrapped(value)
  return Array.isArray(list) && list.length > 0 ? list : undefined
}

function withFinish(
  messages: readonly ChatMessage[] | undefined,
  finish: string | undefined,
): readonly ChatMessage[] | undefined {
  if (finish === undefined) return messages
  return messages?.map(message =>
    message.role === 'assistant' ? { ...message, finish_reason: finish } : message,
  )
}
