import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import { isJsonArray, isJsonObject, ownValue } from '../located.ts'
import { callOf, distinctCalls } from './calls-of.ts'
import { type ChatCall, type ChatMessage, EMPTY_PAYLOAD, type Payload } from './chat-message.ts'
import { contentOf } from './content-of.ts'
import { messagesOf } from './message-of.ts'
import { unusualRole } from './role-of.ts'
import { definitionsOf, toolsOf } from './tool-definitions.ts'
import { transcriptMessages } from './transcript-messages.ts'
import { firstOf, listIn, objectIn, textOf, unwrapped } from './unwrapped.ts'

/** Whose words a text without a role is. */
type Side = 'input' | 'output'

const NOTHING = new Set(['', 'null', 'None', 'undefined', '__REDACTED__', 'redacted-by-litellm'])
const LONGEST_NOTHING = 'redacted-by-litellm'.length
const NO_CALLS: readonly ChatCall[] = []
/** Where an application keeps what was asked and answered, when the recorded value is its own and no model's. */
const APPLICATION_KEYS = {
  input: ['input', 'inputs', 'question', 'query', 'prompt', 'message', 'text', 'user_input'],
  output: [
    'output',
    'outputs',
    'answer',
    'response',
    'result',
    'content',
    'text',
    'raw',
    'message',
    'final_output',
  ],
} as const

/**
 * The messages of what was sent to a model (`input`) or came back (`output`), whichever provider's or framework's shape it
 * has; what has none is one message with its text.
 *
 * @param isApplication - the value is the application's own, not a model's: its usual fields are looked into.
 */
export function payloadOf(
  value: JsonValue | undefined,
  side: Side,
  { isApplication = false }: { readonly isApplication?: boolean } = {},
): Payload {
  const found = unwrapped(value)
  if (found === undefined || found === null || isEmptyObject(found)) return EMPTY_PAYLOAD
  if (typeof found === 'string') return textPayload(found, side)
  const known = isJsonArray(found)
    ? listPayload(found, side)
    : isJsonObject(found)
      ? objectPayload(found, side)
      : undefined
  if (known !== undefined) return known
  if (isApplication && isJsonObject(found)) {
    const inner = firstOf(found, ...APPLICATION_KEYS[side])
    if (inner !== undefined) return payloadOf(inner, side, { isApplication })
  }
  return textPayload(typeof value === 'string' ? value : JSON.stringify(found), side)
}

/** Loggers write `{}` where nothing came back. */
function isEmptyObject(value: JsonValue): boolean {
  return isJsonObject(value) && Object.keys(value).length === 0
}

function textPayload(text: string, side: Side): Payload {
  const trimmed = text.trim()
  // Looked up only when it may be one: a look-up hashes the whole text.
  if (trimmed.length <= LONGEST_NOTHING && NOTHING.has(trimmed)) return EMPTY_PAYLOAD
  const transcript = side === 'input' ? transcriptMessages(text) : undefined
  const role = side === 'input' ? 'user' : 'assistant'
  return { messages: transcript ?? [{ role, content: text }], tools: undefined }
}

function listPayload(list: readonly JsonValue[], side: Side): Payload | undefined {
  if (list.length === 0) return EMPTY_PAYLOAD
  // LangChain sends batches: the first is the conversation.
  if (isJsonArray(list[0])) return listPayload(list[0], side)
  const tools: JsonObject[] = []
  const messages: ChatMessage[] = []
  let isKnown = false
  const called = new Set<string>()
  for (const item of list) {
    const definitions = offeredTools(item)
    const found = definitions === undefined ? messagesOf(asToolMessage(item, called)) : []
    if (found === undefined) continue
    isKnown = true
    if (definitions !== undefined) tools.push(...definitions)
    for (const message of found) {
      messages.push(message)
      for (const call of message.tool_calls ?? NO_CALLS) called.add(call.name)
    }
  }
  if (isKnown) return { messages: joinedTurns(messages), tools: tools.length === 0 ? undefined : tools }
  const calls = list.flatMap(item => callOf(item) ?? [])
  if (side === 'output' && calls.length === list.length && list.every(looksLikeCall)) {
    return {
      messages: [{ role: 'assistant', content: '', tool_calls: distinctCalls(calls) }],
      tools: undefined,
    }
  }
  return partsPayload(list, side)
}

/** Some frameworks write the tools offered as messages of role `tool`. */
function offeredTools(item: JsonValue): readonly JsonObject[] | undefined {
  if (!isJsonObject(item) || item.role !== 'tool') return undefined
  const content = objectIn(ownValue(item, 'content'))
  return content !== undefined && isJsonObject(ownValue(content, 'function'))
    ? definitionsOf(content)
    : undefined
}

/** Some frameworks write the name of the tool that answers where the role belongs. */
function asToolMessage(item: JsonValue, called: ReadonlySet<string>): JsonValue {
  const role = isJsonObject(item) ? unusualRole(item) : undefined
  if (role === undefined || !called.has(role)) return item
  return { ...(item as JsonObject), role: 'tool', name: role }
}

function looksLikeCall(item: JsonValue): boolean {
  return (
    isJsonObject(item) &&
    firstOf(item, 'toolName', 'function', 'arguments', 'args', 'functionCall', 'input') !== undefined
  )
}

function partsPayload(list: readonly JsonValue[], side: Side): Payload | undefined {
  const isParts = list.every(item => isJsonObject(item) && typeof ownValue(item, 'type') === 'string')
  if (!isParts) return undefined
  const role = side === 'input' ? 'user' : 'assistant'
  return { messages: messagesOf({ role, content: list }) ?? [], tools: undefined }
}

/** Items of the Responses API that one turn wrote are one message. */
function joinedTurns(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const joined: ChatMessage[] = []
  for (const message of messages) {
    const last = joined.at(-1)
    const continues =
      message.role === 'assistant' &&
      message.content === '' &&
      last?.role === 'assistant' &&
      message.tool_calls !== undefined
    if (continues && last !== undefined) {
      const calls = distinctCalls([...(last.tool_calls ?? []), ...(message.tool_calls ?? [])])
      joined[joined.length - 1] = { ...last, tool_calls: calls }
    } else joined.push(message)
  }
  return joined
}

function objectPayload(object: JsonObject, side: Side): Payload | undefined {
  const request = requestPayload(object, side) ?? answerPayload(object)
  if (request !== undefined) return request
  const own = messagesOf(object)
  if (own !== undefined) return { messages: own, tools: toolsOf(firstOf(object, 'tools')) }
  if (side !== 'output') return undefined
  const calls = firstOf(object, 'toolCalls', 'tool_calls')
  if (calls === undefined) return undefined
  return {
    messages:
      messagesOf({ role: 'assistant', content: textOf(object, 'text') ?? '', tool_calls: calls }) ?? [],
    tools: undefined,
  }
}

/** A request body: messages, Gemini's contents, the AI SDK's prompt or the Responses API's input, with what stands beside them. */
function requestPayload(object: JsonObject, side: Side): Payload | undefined {
  const messages = firstOf(object, 'messages', 'contents')
  const isResponses = Object.hasOwn(object, 'instructions') || Object.hasOwn(object, 'model')
  const given =
    messages ??
    (Object.hasOwn(object, 'role') ? undefined : promptOf(object)) ??
    (side === 'input' && isResponses ? firstOf(object, 'input') : undefined)
  if (given === undefined) return undefined
  const inner = isTextList(messages) ? EMPTY_PAYLOAD : payloadOf(given, side)
  const config = objectIn(firstOf(object, 'config', 'generationConfig')) ?? {}
  const system =
    firstOf(object, 'system', 'systemInstruction', 'system_instruction', 'instructions') ??
    firstOf(config, 'system_instruction', 'systemInstruction')
  const bedrock = objectIn(firstOf(object, 'toolConfig')) ?? {}
  const listed =
    firstOf(object, 'tools', 'functions') ?? firstOf(config, 'tools') ?? firstOf(bedrock, 'tools')
  const tools = toolsOf(listed) ?? inner.tools
  return { messages: withSystem(system, inner.messages), tools }
}

/** Messages written out as text of another language's objects: nothing can be read from them. */
function isTextList(messages: JsonValue | undefined): boolean {
  return (
    isJsonArray(messages) &&
    messages.length > 0 &&
    messages.every(item => typeof item === 'string' && /^\w+=/.test(item))
  )
}

function promptOf(object: JsonObject): JsonValue | undefined {
  const prompt = unwrapped(firstOf(object, 'prompt'))
  return isJsonArray(prompt) || isJsonObject(prompt) || Object.hasOwn(object, 'system') ? prompt : undefined
}

/** The messages with the system prompt first, unless they have one. */
export function withSystem(
  system: JsonValue | undefined,
  messages: readonly ChatMessage[],
): readonly ChatMessage[] {
  if (system === undefined || messages.some(message => message.role === 'system')) return messages
  const found = unwrapped(system)
  const inner = isJsonObject(found) && Object.hasOwn(found, 'parts') ? ownValue(found, 'parts') : found
  const { text } = contentOf(inner)
  return text === '' ? messages : [{ role: 'system', content: text }, ...messages]
}

/** An answer's body. Of several choices the first is the answer: they are never joined. An empty list of choices is no answer. */
function answerPayload(object: JsonObject): Payload | undefined {
  const choices = listIn(firstOf(object, 'choices', 'candidates'))
  if (choices !== undefined) return { messages: choiceMessages(choices), tools: undefined }
  const generations = listIn(firstOf(object, 'generations'))
  if (generations !== undefined) return generationsPayload(generations)
  const output = firstOf(object, 'output')
  if (isJsonArray(output) && (ownValue(object, 'object') === 'response' || output.every(isItem))) {
    const inner = listPayload(output, 'output')
    return inner && { messages: inner.messages, tools: toolsOf(firstOf(object, 'tools')) }
  }
  if (isJsonObject(output) && isJsonObject(ownValue(output, 'message'))) return bedrockAnswer(object, output)
  return undefined
}

/** Bedrock's Converse: `{output: {message}, stopReason}`. */
function bedrockAnswer(object: JsonObject, output: JsonObject): Payload {
  const finish = textOf(object, 'stopReason')
  const messages = messagesOf({ ...output, ...(finish === undefined ? {} : { finish_reason: finish }) })
  return { messages: messages ?? [], tools: undefined }
}

function isItem(value: JsonValue): boolean {
  return messagesOf(value) !== undefined
}

function choiceMessages(choices: readonly JsonValue[]): readonly ChatMessage[] {
  const objects = choices.map(objectIn).filter(choice => choice !== undefined)
  const first = objects.find(choice => (firstOf(choice, 'index') ?? 0) === 0) ?? objects[0]
  if (first === undefined) return []
  const finish = textOf(first, 'finish_reason', 'finishReason')
  const content = objectIn(firstOf(first, 'content'))
  const message = content ?? objectIn(firstOf(first, 'message', 'delta'))
  if (message === undefined) {
    const text = textOf(first, 'text')
    return text === undefined ? [] : [{ role: 'assistant', content: text }]
  }
  return (
    messagesOf({
      message: { role: 'assistant', ...message },
      ...(finish === undefined ? {} : { finish_reason: finish }),
    }) ?? []
  )
}

/** LangChain's `LLMResult`: `generations: [[{text, message}]]`. */
function generationsPayload(generations: readonly JsonValue[]): Payload {
  const first = isJsonArray(generations[0]) ? generations[0][0] : generations[0]
  const object = objectIn(first)
  if (object === undefined) return EMPTY_PAYLOAD
  const message = messagesOf(firstOf(object, 'message'))
  const text = textOf(object, 'text')
  const messages = message ?? (text === undefined ? [] : [{ role: 'assistant' as const, content: text }])
  return {
    messages: messages.map(each => ({ ...each, role: each.role === 'user' ? 'assistant' : each.role })),
    tools: undefined,
  }
}
