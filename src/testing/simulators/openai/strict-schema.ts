import type { JsonValue } from '../../../records/json-value.ts'

/** Keywords of OpenAI's structured outputs; anything else is refused where `strict` is on. */
const KEYWORDS = new Set(
  `type properties required additionalProperties items enum const anyOf $ref $defs definitions description title
  format pattern minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems default $schema`.split(
    /\s+/,
  ),
)

/** Limits the documentation names. */
const MAX_PROPERTIES = 5_000
const MAX_DEPTH = 10

/**
 * Why a JSON Schema may not be used with `strict: true`, in OpenAI's words; undefined when it may. Every object names
 * all its properties as required and forbids others; the root is an object and no `anyOf`.
 */
export function strictSchemaObjection(schema: JsonValue): string | undefined {
  if (!isObject(schema) || schema.type !== 'object') {
    return `schema must be a JSON Schema of 'type: "object"', got 'type: "${isObject(schema) ? String(schema.type ?? 'None') : typeof schema}"'.`
  }
  if (schema.anyOf !== undefined) return "In context=(), 'anyOf' is not permitted at the root."
  let properties = 0
  const visit = (value: JsonValue, path: readonly string[], depth: number): string | undefined => {
    if (!isObject(value)) return `In context=${context(path)}, schema must be an object.`
    if (depth > MAX_DEPTH)
      return `In context=${context(path)}, ${depth} levels of nesting exceeds limit of 10.`
    properties += Object.keys(value.properties ?? {}).length
    if (properties > MAX_PROPERTIES) return `Expected at most ${MAX_PROPERTIES} object properties.`
    const own = ownObjection(value, path)
    if (own !== undefined) return own
    for (const [step, child, more] of childrenOf(value)) {
      const objection = visit(child, [...path, ...step], depth + more)
      if (objection !== undefined) return objection
    }
    return undefined
  }
  return visit(schema, [], 1)
}

function ownObjection(schema: JsonObjectLike, path: readonly string[]): string | undefined {
  const where = `In context=${context(path)}`
  const unknown = Object.keys(schema).find(key => !KEYWORDS.has(key))
  if (unknown !== undefined) return `${where}, '${unknown}' is not permitted.`
  const isTyped = ['type', 'anyOf', '$ref', 'enum', 'const'].some(key => key in schema)
  if (!isTyped) return `${where}, schema must have a 'type' key.`
  const { properties, required, additionalProperties } = schema
  const types = Array.isArray(schema.type) ? schema.type : [schema.type]
  if (!types.includes('object')) return undefined
  if (additionalProperties !== false) {
    return `${where}, 'additionalProperties' is required to be supplied and to be false.`
  }
  const names = isObject(properties) ? Object.keys(properties) : []
  const listed = Array.isArray(required) ? required : []
  const missing = names.find(name => !listed.includes(name))
  if (missing !== undefined) {
    return `${where}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`
  }
  const extra = listed.find(name => typeof name !== 'string' || !names.includes(name))
  return extra === undefined ? undefined : `${where}, 'required' has extra key '${String(extra)}'.`
}

type Child = readonly [step: readonly string[], schema: JsonValue, deeper: number]

function childrenOf(schema: JsonObjectLike): readonly Child[] {
  const named = (key: string, deeper: number): readonly Child[] => {
    const value = schema[key]
    return isObject(value) ? Object.entries(value).map(([name, child]) => [[key, name], child, deeper]) : []
  }
  const { items, anyOf } = schema
  return [
    ...named('properties', 1),
    ...named('$defs', 0),
    ...named('definitions', 0),
    ...(items === undefined ? [] : [[['items'], items, 1] as const]),
    ...(Array.isArray(anyOf) ? anyOf.map((each, index): Child => [['anyOf', `${index}`], each, 0]) : []),
  ]
}

type JsonObjectLike = { readonly [key: string]: JsonValue }

function isObject(value: JsonValue | undefined): value is JsonObjectLike {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A path as Python prints a tuple, which is how the API shows it. */
function context(path: readonly string[]): string {
  return path.length === 1 ? `('${path[0]}',)` : `(${path.map(part => `'${part}'`).join(', ')})`
}
