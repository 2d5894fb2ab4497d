import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import { isJsonArray, isJsonObject } from '../located.ts'
import type { ChatCall, ChatMessage } from './chat-message.ts'
import { resultText } from './results-of.ts'
import { objectIn, textOf } from './unwrapped.ts'

/**
 * The messages a stored message of the AI SDK's user interface stands for (versions 4 to 6): one holds a whole turn of several steps, each
 * tool part being a call and, once it ran, its result. Undefined when it has no such part.
 */
export function uiMessages(message: JsonObject): readonly ChatMessage[] | undefined {
  const parts = partsOf(message)
  if (parts === undefined || !parts.some(part => isJsonObject(part) && toolIn(part) !== undefined))
    return undefined
  const messages: ChatMessage[] = []
  let [text, calls, results]: [string, ChatCall[], ChatMessage[]] = ['', [], []]
  const endStep = () => {
    if (text !== '' || calls.length > 0) {
      const asked = calls.length === 0 ? undefined : calls
      messages.push({ role: 'assistant', content: text, tool_calls: asked }, ...results)
    }
    ;[text, calls, results] = ['', [], []]
  }
  for (const part of parts) {
    if (!isJsonObject(part)) continue
    const tool = toolIn(part)
    if (tool !== undefined) {
      calls.push(tool.call)
      if (tool.result !== undefined) results.push(tool.result)
      continue
    }
    const said = part.type === 'text' ? (textOf(part, 'text') ?? '') : ''
    if ((said !== '' || part.type === 'step-start') && calls.length > 0) endStep()
    text = text === '' ? said : said === '' ? text : `${text}\n${said}`
  }
  endStep()
  return messages
}

/** Up to version 4 calls stood beside the text, which came after them. */
function partsOf(message: JsonObject): readonly JsonValue[] | undefined {
  if (isJsonArray(message.parts)) return message.parts
  if (!isJsonArray(message.toolInvocations)) return undefined
  return [...message.toolInvocations, { type: 'text', text: message.content ?? '' }]
}

type UiTool = { readonly call: ChatCall; readonly result: ChatMessage | undefined }

/** `tool-NAME` and `dynamic-tool`, or version 4's invocation, itself or wrapped. */
function toolIn(part: JsonObject): UiTool | undefined {
  const old = objectIn(part.toolInvocation) ?? part
  const type = textOf(part, 'type') ?? ''
  const id = textOf(old, 'toolCallId')
  const name = textOf(old, 'toolName') ?? (type.startsWith('tool-') ? type.slice('tool-'.length) : undefined)
  if (id === undefined || name === undefined || typeof old.state !== 'string') return undefined
  const failure = old.state === 'output-error' ? (old.errorText ?? '') : undefined
  const output = failure ?? old.output ?? old.result
  const call = { id, name, arguments: old.input ?? old.args ?? {} }
  if (output === undefined) return { call, result: undefined }
  const result = { content: resultText(output), tool_call_id: id, is_error: failure !== undefined }
  return { call, result: { role: 'tool', ...result } }
}
