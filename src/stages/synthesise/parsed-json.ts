import type { JsonValue } from '../../records/json-value.ts'

/** The object or list a text is the JSON of; undefined for all other texts. */
export function parsedJson(text: string): JsonValue | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}
