import { parseJson } from '../../json/parse-json.ts'
import type { JsonObject, JsonValue } from '../../records/json-value.ts'
import { RowError, unexpected } from './row-error.ts'

/** A value of a row and its JSON pointer there, for the reason of a rejection. */
export type Located = { readonly value: JsonValue | undefined; readonly at: string }

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isJsonArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** Absent and `null` mean the same in a row. */
export function isAbsent(located: Located): boolean {
  return located.value === undefined || located.value === null
}

/** The field of an object, nothing of a prototype: a row may well have a key named `constructor`. */
export function ownValue(object: JsonObject, key: string): JsonValue | undefined {
  const value = object[key]
  // Asked last: most keys that are looked for are absent, and that much is cheap to see.
  return value === undefined || Object.hasOwn(object, key) ? value : undefined
}

/** A field of the object at `parent`. */
export function fieldOf(parent: { readonly value: JsonObject; readonly at: string }, key: string): Located {
  return { value: ownValue(parent.value, key), at: `${parent.at}/${key}` }
}

/** The object at this place. @throws {RowError} when it is anything else. */
export function requireObject(located: Located): { readonly value: JsonObject; readonly at: string } {
  const { value, at } = located
  if (!isJsonObject(value)) throw unexpected(at, 'an object', value)
  return { value, at }
}

/** The items of the list at this place. @throws {RowError} when it is anything else. */
export function requireItems(located: Located): readonly Located[] {
  const { value, at } = located
  if (!isJsonArray(value)) throw unexpected(at, 'a list', value)
  return value.map((item, index) => ({ value: item, at: `${at}/${index}` }))
}

export function requireString(located: Located): string {
  const { value, at } = located
  if (typeof value !== 'string') throw unexpected(at, 'a string', value)
  return value
}

export function optionalString(located: Located): string | undefined {
  return isAbsent(located) ? undefined : requireString(located)
}

/** The value itself, or what its text says when a list or object was stored as JSON text. */
export function unwrapJson(located: Located): Located {
  if (typeof located.value !== 'string') return located
  const parsed = parseJson(located.value)
  if (parsed.kind === 'invalid') throw new RowError(`${located.at}: ${parsed.reason}`)
  return { value: parsed.value, at: located.at }
}
