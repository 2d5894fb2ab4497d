import type { JsonObject, JsonOf, JsonValue } from '../../records/json-value.ts'
import type {
  Expected,
  Message,
  ToolArguments,
  ToolCall,
  ToolDefinition,
  Trace,
  TraceOf,
} from '../../records/trace.ts'

/** What to make of a text that stands under `context` (an argument's name, a JSON key). */
export type MapText<T extends string> = (text: string, context?: string) => T

/**
 * A copy of the trace with every text mapped, always in the same order: messages, tool arguments (keys and
 * values), tool results, flags, expectations, tool descriptions and schema values, intent and support reason.
 * Ids, tool and model names, session and customer stay as they are.
 */
export function mapTraceTexts<T extends string>(trace: Trace, map: MapText<T>): TraceOf<T> {
  return {
    ...trace,
    messages: trace.messages.map(message => mapMessage(message, map)),
    tools: trace.tools?.map(tool => mapTool(tool, map)),
    flags: mapRecord(trace.flags, map, (value, flag) => map(value, flag)),
    supportFlag: trace.supportFlag === undefined ? undefined : { reason: map(trace.supportFlag.reason) },
    finish:
      trace.finish?.kind === 'unknown' ? { kind: 'unknown', word: map(trace.finish.word) } : trace.finish,
    expected: trace.expected === undefined ? undefined : mapExpected(trace.expected, map),
    intentText: trace.intentText === undefined ? undefined : map(trace.intentText),
  }
}

function mapMessage<T extends string>(message: Message<string>, map: MapText<T>): Message<T> {
  switch (message.role) {
    case 'system':
      return { role: 'system', text: map(message.text) }
    case 'user':
      return { role: 'user', text: map(message.text), calls: message.calls.map(call => mapCall(call, map)) }
    case 'assistant':
      return { ...message, text: map(message.text), calls: message.calls.map(call => mapCall(call, map)) }
    case 'tool':
      return { ...message, text: map(message.text) }
  }
}

function mapCall<T extends string>(call: ToolCall<string>, map: MapText<T>): ToolCall<T> {
  return { id: call.id, name: call.name, arguments: mapArguments(call.arguments, map) }
}

function mapArguments<T extends string>(given: ToolArguments<string>, map: MapText<T>): ToolArguments<T> {
  if (given.kind === 'unparsable') return { kind: 'unparsable', raw: map(given.raw) }
  return {
    kind: 'parsed',
    value: mapRecord(given.value, map, (value, key) => mapJson(value, key, map, NOTHING)),
  }
}

function mapExpected(expected: Expected, map: MapText<string>): Expected {
  return {
    calls: expected.calls.map(call => ({
      name: call.name,
      arguments: mapRecord(call.arguments, map, (values, key) =>
        values.map(value => mapJson(value, key, map, NOTHING)),
      ),
      optional: call.optional.map(name => map(name)),
    })),
  }
}

function mapTool(tool: ToolDefinition, map: MapText<string>): ToolDefinition {
  return {
    name: tool.name,
    description: tool.description === undefined ? undefined : map(tool.description),
    parameters: tool.parameters === undefined ? undefined : mapSchema(tool.parameters, map),
  }
}

/** JSON Schema keywords whose strings are grammar and not somebody's text. */
const GRAMMAR: ReadonlySet<string> = new Set([
  '$id',
  '$ref',
  '$schema',
  '$anchor',
  'type',
  'format',
  'pattern',
])
const NOTHING: ReadonlySet<string> = new Set()

function mapSchema(schema: JsonObject, map: MapText<string>): JsonObject {
  return mapRecord(schema, map, (value, key) => mapJson(value, key, map, GRAMMAR))
}

/** The shortest number that a detector could take for one (a local phone number); shorter ones are amounts. */
const SMALLEST_NUMBER = 1_000_000

/** `kept`: keys whose strings are left alone. A number that is found becomes its token, a string. */
function mapJson<T extends string>(
  value: JsonValue,
  key: string,
  map: MapText<T>,
  kept: ReadonlySet<string>,
): JsonOf<T> {
  if (typeof value === 'string') return kept.has(key) ? (value as T) : map(value, key)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || value < SMALLEST_NUMBER) return value
    const mapped = map(String(value), key)
    return mapped === String(value) ? value : mapped
  }
  if (value === null || typeof value === 'boolean') return value
  if (isArray(value)) return value.map(item => mapJson(item, key, map, kept))
  return mapRecord(value, map, (item, name) => mapJson(item, name, map, kept))
}

function isArray(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** Mapped keys that fall together keep apart, because a lost entry would look like a missing argument. */
function mapRecord<V, R>(
  record: { readonly [key: string]: V },
  map: MapText<string>,
  mapValue: (value: V, key: string) => R,
): { readonly [key: string]: R } {
  const entries = new Map<string, R>()
  for (const [key, value] of Object.entries(record)) {
    const mapped = map(key)
    let free: string = mapped
    for (let copy = 2; entries.has(free); copy += 1) free = `${mapped} (${copy})`
    entries.set(free, mapValue(value, key))
  }
  return Object.fromEntries(entries)
}
