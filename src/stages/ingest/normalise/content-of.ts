import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import { isJsonArray, isJsonObject, ownValue } from '../located.ts'
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
/** Of a source that hides content: as good as absent. */
const HIDDEN = new Set(['__REDACTED__', 'redacted-by-litellm'])

/** Text, or a list of parts in any spelling. Reasoning and media (images, audio, files) are left out. */
export function contentOf(value: JsonValue | undefined): Content {
  if (typeof value === 'string') return { text: HIDDEN.has(value) ? '' : value, calls: [], results: [] }
  if (isJsonObject(value)) return contentOf([value])
  if (!isJsonArray(value)) return { text: '', calls: [], results: [] }
  const texts: string[] = []
  const calls: ChatCall[] = []
  const results: ChatMessage[] = []
  for (const part of value) {
    if (typeof part === 'string') texts.push(part)
    if (!isJsonObject(part)) continue
    const found = resultOf(part)
    if (found !== undefined) {
      results.push(found)
      continue
    }
    const call = isCall(part) ? callOf(part) : undefined
    if (call !== undefined) calls.push(call)
    else texts.push(...textsOf(part))
  }
  return { text: texts.filter(text => !HIDDEN.has(text)).join('\n'), calls, results }
}

function isCall(part: JsonObject): boolean {
  const type = textOf(part, 'type')
  if (type !== undefined && (CALL_TYPES.has(type) || type.startsWith('tool-'))) return true
  return isJsonObject(firstOf(part, 'functionCall', 'function_call'))
}

/** Parts that are text say so by their type, or have no type and are Gemini's. */
function textsOf(part: JsonObject): readonly string[] {
  const type = textOf(part, 'type') ?? textOf(part, 'kind')
  if (type === 'refusal') return [textOf(part, 'refusal') ?? '']
  if (type !== undefined && !['text', 'input_text', 'output_text'].includes(type)) return []
  if (ownValue(part, 'thought') === true) return []
  const text = textOf(part, 'text', 'content')
  return text === undefined ? [] : [text]
}
