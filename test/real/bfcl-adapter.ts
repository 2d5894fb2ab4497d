import { bareTrace } from '../../src/records/bare-trace.ts'
import type { TraceId } from '../../src/records/ids.ts'
import type { JsonObject, JsonValue } from '../../src/records/json-value.ts'
import type { RedactedText } from '../../src/records/redacted-text.ts'
import type {
  Expected,
  ExpectedCall,
  RedactedTrace,
  ToolCall,
  ToolDefinition,
} from '../../src/records/trace.ts'

/** A question of the Berkeley Function-Calling Leaderboard with its tools and accepted answers. */
export type BfclQuestion = {
  readonly id: string
  readonly category: string
  readonly question: readonly (readonly { readonly role: string; readonly content: string }[])[]
  readonly function: readonly { readonly name: string; readonly parameters: JsonObject }[]
  /** Null: no call is right. */
  readonly ground_truth:
    | readonly { readonly [name: string]: { readonly [parameter: string]: readonly JsonValue[] } }[]
    | null
}

/** A recorded model answer with the verdict of the leaderboard's own checker. */
export type BfclResult = {
  readonly id: string
  readonly category: string
  readonly model: string
  /** Calls as `{name: JSON text}`; a string, alone or in the list, is plain text. */
  readonly result: string | readonly (string | { readonly [name: string]: string })[]
  readonly valid: boolean
  readonly error_type?: string
}

/** Combinations one accepted object may stand for; beyond it the adapter would have to give up. */
const MAX_COMBINATIONS = 10_000

/**
 * The answer as a trace of ours whose `expected` is the question's ground truth, in the leaderboard's own dialect:
 * strings lower-cased without ` ,./-_*^`, `.` as `_` in names, Python's type names as JSON Schema's, `""` in an
 * accepted list as "may be left out", objects as the product of the accepted values of their keys.
 *
 * @see gorilla, berkeley-function-call-leaderboard, bfcl_eval/eval_checker/ast_eval/ast_checker.py. Written from its
 *   behaviour; it shares no code with it.
 */
export function toTrace(question: BfclQuestion, result: BfclResult): RedactedTrace {
  const items = typeof result.result === 'string' ? [result.result] : result.result
  const calls = items.flatMap(item => (typeof item === 'string' ? [] : Object.entries(item).map(toCall)))
  return {
    ...bareTrace(result.id as TraceId, [
      ...question.question.flat().map(message => ({
        role: 'user' as const,
        text: message.content as RedactedText,
        calls: [],
      })),
      // The recording keeps no text beside or instead of calls; a turn without a call did say something.
      {
        role: 'assistant',
        text: (calls.length === 0 ? 'plain text' : '') as RedactedText,
        calls,
        finishReason: undefined,
      },
    ]),
    tools: question.function.map(toTool),
    model: result.model,
    expected: toExpected(question),
  }
}

function toCall([name, text]: readonly [string, string]): ToolCall<RedactedText> {
  return { id: undefined, name: toName(name), arguments: toArguments(text) }
}

function toArguments(text: string): ToolCall<RedactedText>['arguments'] {
  try {
    const parsed: JsonValue = JSON.parse(text)
    if (isObject(parsed)) {
      const value = toPlain(parsed) as { readonly [key: string]: RedactedText }
      return { kind: 'parsed', value }
    }
  } catch {
    // Kept as raw text, like any source does.
  }
  return { kind: 'unparsable', raw: text as RedactedText }
}

function toExpected(question: BfclQuestion): Expected {
  const calls = (question.ground_truth ?? []).flatMap(call => Object.entries(call))
  return {
    calls: calls.map(([name, parameters]): ExpectedCall => {
      const entries = Object.entries(parameters)
      return {
        name: toName(name),
        arguments: Object.fromEntries(entries.map(([key, values]) => [key, values.flatMap(acceptedValues)])),
        optional: entries.filter(([, values]) => values.includes('')).map(([key]) => key),
      }
    }),
  }
}

/** The plain values one accepted value stands for: objects, alone or in a list, list accepted values per key. */
function acceptedValues(value: JsonValue): readonly JsonValue[] {
  if (isObject(value)) return acceptedObjects(value)
  if (isArray(value) && value.some(isObject)) {
    return product(value.map(item => (isObject(item) ? acceptedObjects(item) : [toPlain(item)])))
  }
  return [toPlain(value)]
}

function acceptedObjects(pattern: JsonObject): readonly JsonObject[] {
  const keys = Object.keys(pattern)
  const choices = keys.map(key => {
    const accepted = pattern[key]
    const values = isArray(accepted) ? accepted : [accepted ?? null]
    const present = values.map(value => ({ [key]: toPlain(value) }))
    return values.includes('') ? [...present, {}] : present
  })
  return product<JsonObject>(choices).map(parts => Object.assign({}, ...parts) as JsonObject)
}

function product<T>(choices: readonly (readonly T[])[]): readonly (readonly T[])[] {
  let combinations: readonly (readonly T[])[] = [[]]
  for (const options of choices) {
    combinations = combinations.flatMap(start => options.map(option => [...start, option]))
    if (combinations.length > MAX_COMBINATIONS) {
      throw new Error(`Expected at most ${MAX_COMBINATIONS} combinations of accepted values.`)
    }
  }
  return combinations
}

function toTool(tool: BfclQuestion['function'][number]): ToolDefinition {
  return { name: toName(tool.name), description: undefined, parameters: toSchema(tool.parameters) }
}

/** JSON Schema's name of a type; undefined for `any`, which restricts nothing. */
const TYPES: { readonly [type: string]: string | undefined } = {
  dict: 'object',
  float: 'number',
  tuple: 'array',
  any: undefined,
}

/** The part of a parameter description that the leaderboard knows of: types, enumerations, required parameters. */
function toSchema(schema: JsonValue): JsonObject {
  if (!isObject(schema)) return {}
  const { type, items, properties, required, enum: values } = schema
  const mapped = typeof type === 'string' ? (Object.hasOwn(TYPES, type) ? TYPES[type] : type) : undefined
  return {
    ...(mapped === undefined ? {} : { type: mapped }),
    ...(items === undefined ? {} : { items: toSchema(items) }),
    ...(isObject(properties)
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, item]) => [key, toSchema(item)]),
          ),
        }
      : {}),
    ...(required === undefined ? {} : { required }),
    ...(values === undefined ? {} : { enum: toPlain(values) }),
  }
}

function toName(name: string): string {
  return name.replaceAll('.', '_')
}

/** The value with every string, not the keys, in the form the leaderboard compares. */
function toPlain(value: JsonValue): JsonValue {
  if (typeof value === 'string')
    return value
      .replace(/[ ,./\-_*^]/g, '')
      .replaceAll("'", '"')
      .toLowerCase()
  if (isArray(value)) return value.map(toPlain)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlain(item)]))
}

function isArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value)
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isArray(value)
}
