import { parseJson } from '../../../json/parse-json.ts'
import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import { isJsonObject } from '../located.ts'

const JSON_START = /^\s*[[{"]/

/**
 * The value a field holds: itself, what its text says when that is JSON, or what the text within the text says
 * (exporters encode twice). Text that is not JSON of a list, object or string stays as it is.
 */
export function unwrapped(value: JsonValue | undefined): JsonValue | undefined {
  let current = value
  for (let layer = 0; layer < 3 && typeof current === 'string' && JSON_START.test(current); layer++) {
    const parsed = parseJson(current)
    if (parsed.kind === 'invalid') return current
    current = parsed.value
  }
  return current
}

/** The object in a field, itself or as JSON text; undefined when there is none. */
export function objectIn(value: JsonValue | undefined): JsonObject | undefined {
  const found = unwrapped(value)
  return isJsonObject(found) ? found : undefined
}

/** The list in a field, itself or as JSON text; undefined when there is none. */
export function listIn(value: JsonValue | undefined): readonly JsonValue[] | undefined {
  const found = unwrapped(value)
  return Array.isArray(found) ? found : undefined
}

/** The first of these fields that is neither absent nor null. Like those of `textOf`, the keys are names of formats, none of which an object inherits. */
export function firstOf(object: JsonObject, ...keys: readonly string[]): JsonValue | undefined {
  for (const key of keys) {
    const value = object[key]
    if (value !== undefined && value !== null) return value
  }
  return undefined
}

/** The first of these fields that is a text with something in it. */
export function textOf(object: JsonObject, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = object[key]
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}
