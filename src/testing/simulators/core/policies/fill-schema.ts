import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'

/**
 * The smallest value that a JSON Schema of the kind structured output knows allows: first choice of every enumeration,
 * required properties and those of `own`.
 *
 * @param own - values for top-level properties by name; ignored where the schema has no such property.
 */
export function fillSchema(
  schema: JsonObject,
  own: { readonly [property: string]: JsonValue } = {},
): JsonValue {
  return fill(schema, schema, own)
}

function fill(
  schema: JsonObject,
  root: JsonObject,
  own: { readonly [property: string]: JsonValue },
): JsonValue {
  const { $ref, enum: choices, const: only, anyOf, allOf, type } = schema
  if (typeof $ref === 'string') return fill(objectOf(resolve(root, $ref)), root, own)
  if (Array.isArray(choices)) return choices[0] as JsonValue
  if (only !== undefined) return only
  const [branch] = Array.isArray(anyOf) ? anyOf : Array.isArray(allOf) ? allOf : []
  if (branch !== undefined) return fill(objectOf(branch), root, own)
  switch (Array.isArray(type) ? type[0] : type) {
    case 'string':
      return 'simulated'
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? schema.minimum : 0
    case 'boolean':
      return false
    case 'array':
      return typeof schema.minItems === 'number' && schema.minItems > 0
        ? [fill(objectOf(schema.items), root, {})]
        : []
    case 'null':
      return null
    default:
      return fillObject(schema, root, own)
  }
}

function fillObject(
  schema: JsonObject,
  root: JsonObject,
  own: { readonly [property: string]: JsonValue },
): JsonValue {
  const required = Array.isArray(schema.required) ? schema.required : []
  const entries = Object.entries(objectOf(schema.properties)).flatMap(([name, part]) => {
    const value = Object.hasOwn(own, name) ? own[name] : undefined
    if (value !== undefined) return [[name, value] as const]
    return required.includes(name) ? [[name, fill(objectOf(part), root, {})] as const] : []
  })
  return Object.fromEntries(entries)
}

function resolve(root: JsonObject, reference: string): JsonValue | undefined {
  return reference
    .split('/')
    .slice(1)
    .reduce<JsonValue | undefined>((value, key) => objectOf(value)[key], root)
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}
