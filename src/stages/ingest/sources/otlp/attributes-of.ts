import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonArray, isJsonObject, ownValue } from '../../located.ts'
import { firstOf } from '../../normalise/unwrapped.ts'
import type { Attributes } from '../attributes/attributed-span.ts'

const NONE: Attributes = new Map()

/**
 * The attributes of a list of OTLP's key-value pairs; an object of plain values is taken as it is.
 *
 * @param behind - count where the list does not name them.
 */
export function attributesOf(list: JsonValue | undefined, behind = NONE): Attributes {
  const attributes = behind.size === 0 ? new Map<string, JsonValue>() : new Map(behind)
  if (isJsonArray(list)) {
    for (const item of list) {
      if (!isJsonObject(item)) continue
      const { key } = item
      const value = plainValue(item.value)
      if (typeof key === 'string' && value !== undefined) attributes.set(key, value)
    }
  } else if (isJsonObject(list)) {
    for (const key of Object.keys(list)) attributes.set(key, list[key] as JsonValue)
  }
  return attributes
}

/** The plain value of an OTLP `AnyValue`; integers beyond 2^53 stay decimal text, bytes stay base64. */
export function plainValue(value: JsonValue | undefined): JsonValue | undefined {
  if (!isJsonObject(value)) return value ?? undefined
  // Nearly all of them; by its name, which is the quickest way to a field.
  if (typeof value.stringValue === 'string') return value.stringValue
  const simple = firstOf(
    value,
    'stringValue',
    'string_value',
    'boolValue',
    'bool_value',
    'doubleValue',
    'double_value',
  )
  if (simple !== undefined) return simple
  const integer = firstOf(value, 'intValue', 'int_value')
  if (integer !== undefined) return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer
  const list = firstOf(value, 'arrayValue', 'array_value')
  if (isJsonObject(list)) return itemsIn(list).flatMap(item => plainValue(item) ?? [])
  const pairs = firstOf(value, 'kvlistValue', 'kvlist_value')
  if (isJsonObject(pairs)) return Object.fromEntries(attributesOf(itemsIn(pairs))) as JsonObject
  return firstOf(value, 'bytesValue', 'bytes_value')
}

function itemsIn(object: JsonObject): readonly JsonValue[] {
  const values = ownValue(object, 'values')
  return isJsonArray(values) ? values : []
}
