import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import { isJsonArray, isJsonObject } from '../located.ts'
import { firstOf, objectIn, textOf, unwrapped } from './unwrapped.ts'

/**
 * The tools offered, in the canonical row's words; undefined when nothing is said. Reads lists of OpenAI's, Anthropic's, Gemini's, the AI
 * SDK's and OpenInference's definitions, a map of them by name, and JSON text of any of these.
 */
export function toolsOf(value: JsonValue | undefined): readonly JsonObject[] | undefined {
  if (typeof value !== 'string') return value === undefined ? undefined : toolsIn(value)
  // All calls of an agent offer the same tools, and they are the longest of what is repeated.
  if (last?.text !== value) last = { text: value, tools: toolsIn(unwrapped(value)) }
  return last.tools
}

let last: { readonly text: string; readonly tools: readonly JsonObject[] | undefined } | undefined

function toolsIn(found: JsonValue | undefined): readonly JsonObject[] | undefined {
  if (isJsonArray(found)) return found.flatMap(definitionsOf)
  if (!isJsonObject(found)) return undefined
  return Object.entries(found).flatMap(([name, definition]) =>
    definitionsOf({ name, ...(objectIn(definition) ?? {}) }),
  )
}

/** The definitions in one item of such a list: Gemini puts several into one. */
export function definitionsOf(value: JsonValue): readonly JsonObject[] {
  const object = objectIn(value)
  if (object === undefined) return []
  const declarations = firstOf(object, 'functionDeclarations', 'function_declarations')
  if (isJsonArray(declarations)) return declarations.flatMap(definitionsOf)
  const nested = objectIn(firstOf(object, 'function', 'json_schema', 'tool', 'toolSpec'))
  if (nested !== undefined) return definitionsOf(nested)
  const name = textOf(object, 'name')
  return name === undefined ? [] : [definition(name, object)]
}

function definition(name: string, object: JsonObject): JsonObject {
  const description = textOf(object, 'description')
  const schema = objectIn(
    firstOf(object, 'parameters', 'input_schema', 'inputSchema', 'parametersJsonSchema'),
  )
  const parameters = schema && (objectIn(firstOf(schema, 'jsonSchema', 'json')) ?? schema)
  return {
    name,
    ...(description === undefined ? {} : { description }),
    ...(parameters === undefined ? {} : { parameters }),
  }
}
