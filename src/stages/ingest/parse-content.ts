import type { JsonValue } from '../../records/json-value.ts'
import { isJsonArray, isJsonObject, ownValue } from './located.ts'
import { errorBelow, unexpected } from './row-error.ts'

const TEXT_PARTS = new Set(['text', 'input_text', 'output_text'])

/**
 * The text of a message's content: a string, or the text parts of a list, one a line. Parts of another
 * type (images, audio) count as absent, like no content at all.
 *
 * @param key - under which the message has it.
 * @throws {RowError} when it is none of these.
 */
export function contentText(value: JsonValue | undefined, key: string): string {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return ''
  if (!isJsonArray(value)) throw unexpected(`/${key}`, 'a string, null or a list of parts', value)
  return value.flatMap((part, index) => partText(part, `/${key}/${index}`)).join('\n')
}

/** The text of a tool's result: like a message's content, and any other JSON value as its JSON text. */
export function toolResultText(value: JsonValue | undefined, key: string): string {
  if (value === undefined || value === null || typeof value === 'string') return value ?? ''
  return isJsonArray(value) && value.every(isPart) ? contentText(value, key) : JSON.stringify(value)
}

function isPart(value: JsonValue): boolean {
  return isJsonObject(value) && typeof ownValue(value, 'type') === 'string'
}

function partText(part: JsonValue, at: string): readonly string[] {
  if (!isJsonObject(part)) throw unexpected(at, 'an object', part)
  const { type } = part
  // OpenAI reports a refusal as a part of its own; to the user it is the answer.
  const key = type === 'refusal' ? 'refusal' : 'text'
  if (type !== 'refusal' && !(typeof type === 'string' && TEXT_PARTS.has(type))) return []
  try {
    return [contentText(part[key], key)]
  } catch (error) {
    throw errorBelow(at, error)
  }
}
