import type { JsonValue } from '../../records/json-value.ts'
import {
  fieldOf,
  isJsonArray,
  isJsonObject,
  type Located,
  ownValue,
  requireItems,
  requireObject,
} from './located.ts'
import { unexpected } from './row-error.ts'

const TEXT_PARTS = new Set(['text', 'input_text', 'output_text'])

/**
 * The text of a message's content: a string, or the text parts of a list, one a line. Parts of another
 * type (images, audio) count as absent, like no content at all.
 *
 * @throws {RowError} when it is none of these.
 */
export function parseContent(located: Located): string {
  const { value, at } = located
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  if (!isJsonArray(value)) throw unexpected(at, 'a string, null or a list of parts', value)
  return requireItems(located).flatMap(partText).join('\n')
}

/** The text of a tool's result: like a message's content, and any other JSON value as its JSON text. */
export function parseToolResult(located: Located): string {
  const { value } = located
  if (value === undefined || value === null || typeof value === 'string') return value ?? ''
  return isJsonArray(value) && value.every(isPart) ? parseContent(located) : JSON.stringify(value)
}

function isPart(value: JsonValue): boolean {
  return isJsonObject(value) && typeof ownValue(value, 'type') === 'string'
}

function partText(located: Located): readonly string[] {
  const part = requireObject(located)
  const type = ownValue(part.value, 'type')
  // OpenAI reports a refusal as a part of its own; to the user it is the answer.
  if (type === 'refusal') return [parseContent(fieldOf(part, 'refusal'))]
  return typeof type === 'string' && TEXT_PARTS.has(type) ? [parseContent(fieldOf(part, 'text'))] : []
}
