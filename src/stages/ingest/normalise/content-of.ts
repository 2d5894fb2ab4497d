import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import { isJsonArray, isJsonObject } from '../located.ts'
import { callOf } from './calls-of.ts'
import type { ChatCall, ChatMessage } from './chat-message.ts'
import { resultOf } from './results-of.ts'
import { firstOf, textOf } from './unwrapped.ts'

/** What the content of a message holds, apart: its text, the calls and the results written as parts of it. */
export type Content = {
  readonly text: string
  readonly calls: readonly ChatCall[]
  readonly results: readonly ChatMessage[]
}

const CALL_TYPES = new Set([
  'tool_call',
  'tool_use',
  'tool-call',
  'function_call',
  'server_tool_use',
  'server_tool_call',
  'mcp_tool_use',
])
const NO_CALLS: readonly ChatCall[] = []
const NO_RESULTS: readonly ChatMessage[] = []

/** Text, or a list of parts in any spelling. Reasoning and media (images, audio, files) are left out. */
export function contentOf(value: JsonValue | undefined): Content {
  if (typeof value === 'string')
    return { text: isHidden(value) ? '' : value, calls: NO_CALLS, results: NO_RESULTS }
  if (isJsonObject(value)) return contentOf([value])
  if (!isJsonArray(value)) return { text: '', calls: NO_CALLS, results: NO_RESULTS }
  const texts: string[] = []
  const calls: ChatCall[] = []
  const results: ChatMessage[] = []
  for (const part of value) {
    if (typeof part === 'string' && !isHidden(part)) texts.push(part)
    if (!isJsonObject(part)) continue
    const found = resultOf(part)
    if (found !== undefined) {
      results.push(found)
      continue
    }
    const call = isCall(part) ? callOf(part) : undefined
    if (call !== undefined) calls.push(call)
    else {
      const text = textIn(part)
      if (text !== undefined && !isHidden(text)) texts.push(text)
    }
  }
  return { text: texts.length === 1 ? (texts[0] as string) : texts.join('\n'), calls, results }
}

/** Words of a source that hides content: as good as absent. Compared and not looked up, which would hash every text. */
function isHidden(text: string): boolean {
  return text === '__REDACTED__' || text === 'redacted-by-litellm'
}

function isCall(part: JsonObject): boolean {
  const type = textOf(part, 'type')
  if (type !== undefined && (CALL_TYPES.has(type) || type.startsWith('tool-'))) return true
  return isJsonObject(firstOf(part, 'functionCall', 'function_call', 'toolUse'))
}

/** Parts that are text say so by their type, or have no type and are Gemini's. */
function textIn(part: JsonObject): string | undefined {
  const type = textOf(part, 'type') ?? textOf(part, 'kind')
  if (type === 'refusal') return textOf(part, 'refusal') ?? ''
  if (type !== undefined && type !== 'text' && type !== 'input_text' && type !== 'output_text')
    return undefined
  return part.thought === true ? undefined : textOf(part, 'text', 'content')
}
