import { ConfigError } from '../../errors/config-error.ts'
import type { JsonObject, JsonValue } from '../../records/json-value.ts'

/** Said as it stands by every provider. Everything else is said in words and checked when the answer is there. */
const KEPT: ReadonlySet<string> = new Set(['type', 'enum', '$ref', 'description'])
const REWRITTEN: ReadonlySet<string> = new Set([
  ...['properties', 'required', 'additionalProperties', 'items'],
  ...['anyOf', 'oneOf', 'const', '$defs', '$schema', '$id', 'title'],
])

/**
 * The schema in the part of JSON Schema that Anthropic, OpenAI and Gemini all hold an answer to: closed objects, every
 * property required (an optional one may be null instead), `oneOf` as `anyOf`, `const` as `enum`. Ranges, lengths and
 * patterns are not enforced by all of them: they move into the description, and `readAnswer` checks them.
 *
 * @param name - what messages call the schema.
 * @throws {ConfigError} when the root is no object, or somewhere any property is allowed, which none of them can.
 * @see the providers' pages on structured output; Anthropic's SDK rewrites its schemas the same way.
 */
export function toStrictSchema(schema: JsonObject, name: string): JsonObject {
  if (schema.type !== 'object') throw refusal(name, 'an object at the root')
  return strict(schema, name)
}

function strict(schema: JsonValue | undefined, name: string): JsonObject {
  if (!isObject(schema)) throw refusal(name, 'a schema with a type')
  const { type } = schema
  if (Array.isArray(type) && type.length === 2 && type.includes('null')) {
    const other = type.find(each => each !== 'null') ?? 'null'
    return { anyOf: [strict({ ...schema, type: other }, name), { type: 'null' }] }
  }
  const kept = Object.entries(schema).filter(([key]) => KEPT.has(key))
  const variants = schema.anyOf ?? schema.oneOf
  const description = describe(schema)
  return {
    ...Object.fromEntries(kept),
    ...(description === undefined ? {} : { description }),
    ...(schema.const === undefined ? {} : { enum: [schema.const] }),
    ...(Array.isArray(variants) ? { anyOf: variants.map(each => strict(each, name)) } : {}),
    ...(isObject(schema.$defs) ? { $defs: mapValues(schema.$defs, each => strict(each, name)) } : {}),
    ...(type === 'array' ? { items: strict(schema.items, name) } : {}),
    ...(type === 'object' ? closed(schema, name) : {}),
  }
}

function closed(schema: JsonObject, name: string): JsonObject {
  const { properties, required, additionalProperties = false } = schema
  if (!isObject(properties) || additionalProperties !== false) {
    throw refusal(name, 'objects with `properties` and without `additionalProperties`')
  }
  const names: readonly JsonValue[] = Array.isArray(required) ? required : []
  return {
    properties: mapValues(properties, (each, key) =>
      names.includes(key) ? strict(each, name) : orNull(strict(each, name)),
    ),
    required: Object.keys(properties),
    additionalProperties: false,
  }
}

function orNull(schema: JsonObject): JsonObject {
  const { anyOf } = schema
  const variants = Array.isArray(anyOf) ? anyOf : [schema]
  const hasNull = variants.some(each => isObject(each) && each.type === 'null')
  return hasNull ? schema : { anyOf: [...variants, { type: 'null' }] }
}

/** The description, followed by the rules that are not enforced while the answer is written. */
function describe(schema: JsonObject): string | undefined {
  const rules = Object.entries(schema).filter(([key]) => !KEPT.has(key) && !REWRITTEN.has(key))
  const { description } = schema
  const said = typeof description === 'string' ? [description] : []
  const all = [...said, ...rules.map(([key, value]) => `${key}: ${JSON.stringify(value)}`)]
  return all.length === 0 ? undefined : all.join('\n')
}

function mapValues(object: JsonObject, map: (value: JsonValue, key: string) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]))
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refusal(name: string, expected: string): ConfigError {
  return new ConfigError(`Expected ${expected} in the answer schema ${name}, found something else`, {
    path: name,
    hint: 'providers hold answers to closed objects only; list every property',
  })
}
