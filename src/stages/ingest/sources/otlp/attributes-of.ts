import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonArray, isJsonObject, ownValue } from '../../located.ts'
import { firstOf } from '../../normalise/unwrapped.ts'
import type { Attributes } from '../attributes/attributed-span.ts'

/** The attributes of a list of OTLP's key-value pairs; an object of plain values is taken as it is. */
export function attributesOf(list: JsonValue | undefined): Attributes {
  if (isJsonObject(list)) return new Map(Object.entries(list))
  if (!isJsonArray(list)) return new Map()
  const entries = list.flatMap((item): [string, JsonValue][] => {
    if (!isJsonObject(item)) return []
    const key = ownValue(item, 'key')
    const value = plainValue(ownValue(item, 'value'))
    return typeof key === 'string' && value !== undefined ? [[key, value]] : []
  })
  return new Map(entries)
}

/** The plain value of an OTLP `AnyValue`; integers beyond 2^53 stay decimal text, bytes stay base64. */
export function plainValue(value: JsonValue | undefined): JsonValue | undefined {
  if (!isJsonObject(value)) return value ?? undefined
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
