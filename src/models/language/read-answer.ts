import type { ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { JsonObject, JsonValue } from '../../records/json-value.ts'

// Compiling is a pure function of the schema; this only remembers its results.
const compiled = new WeakMap<JsonObject, ValidateFunction>()

/**
 * The answer in a text that a provider has held to `toStrictSchema(schema)`, validated against the schema itself.
 * Null stands for an optional property that was left out. Nothing is looked for inside other text.
 *
 * @returns undefined when the text is not exactly such an answer.
 */
export function readAnswer(text: string, schema: JsonObject): JsonValue | undefined {
  let value: JsonValue
  try {
    value = withoutNulls(JSON.parse(text), schema)
  } catch {
    return undefined
  }
  return validatorOf(schema)(value) ? value : undefined
}

function validatorOf(schema: JsonObject): ValidateFunction {
  const known = compiled.get(schema)
  if (known !== undefined) return known
  const validate = new Ajv2020({ strict: false, logger: false, validateFormats: false }).compile(schema)
  compiled.set(schema, validate)
  return validate
}

function withoutNulls(value: JsonValue, schema: JsonValue | undefined): JsonValue {
  if (!isObject(schema)) return value
  if (Array.isArray(value)) return value.map(each => withoutNulls(each, schema.items))
  const { properties, required } = schema
  if (!isObject(value) || !isObject(properties)) return value
  const names: readonly JsonValue[] = Array.isArray(required) ? required : []
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, each]) => each !== null || names.includes(key) || takesNull(properties[key]))
      .map(([key, each]) => [
        key,
        Object.hasOwn(properties, key) ? withoutNulls(each, properties[key]) : each,
      ]),
  )
}

function takesNull(schema: JsonValue | undefined): boolean {
  if (!isObject(schema)) return true
  const { type, anyOf, oneOf } = schema
  const variants = [anyOf, oneOf].flatMap(list => (Array.isArray(list) ? list : []))
  return type === 'null' || (Array.isArray(type) && type.includes('null')) || variants.some(takesNull)
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
