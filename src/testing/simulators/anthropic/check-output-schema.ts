import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import { RequestProblem } from '../core/request-problem.ts'

/** What structured output understands; the official SDK moves everything else into descriptions before it sends. */
const KEYWORDS = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'enum',
  'const',
  'anyOf',
  'allOf',
  '$ref',
  '$defs',
  'definitions',
  '$schema',
  'title',
  'description',
  'default',
  'items',
  'minItems',
  'format',
])

/** @throws {RequestProblem} at the first keyword that is not supported, or an object that is left open. */
export function checkOutputSchema(schema: JsonObject, where: string): void {
  const unknown = Object.keys(schema).find(keyword => !KEYWORDS.has(keyword))
  if (unknown !== undefined) throw unsupported(`${where}: property '${unknown}' is not supported`)
  if (schema.type === 'object' && schema.additionalProperties !== false) {
    throw unsupported(`${where}: For 'object' type, 'additionalProperties' must be explicitly set to false`)
  }
  const minItems = schema.minItems ?? 0
  if (minItems !== 0 && minItems !== 1)
    throw unsupported(`${where}: 'minItems' of more than 1 is not supported`)
  for (const name of ['properties', '$defs', 'definitions']) eachOf(schema[name], `${where}.${name}`)
  for (const name of ['anyOf', 'allOf']) eachOf(schema[name], `${where}.${name}`)
  if (isObject(schema.items)) checkOutputSchema(schema.items, `${where}.items`)
}

function eachOf(parts: JsonValue | undefined, where: string): void {
  if (typeof parts !== 'object' || parts === null) return
  for (const [name, part] of Object.entries(parts)) {
    if (isObject(part)) checkOutputSchema(part, `${where}.${name}`)
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function unsupported(message: string): RequestProblem {
  return new RequestProblem({ kind: 'invalid-request', message })
}
