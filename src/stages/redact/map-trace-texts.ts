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

/** What to make of a text that stands under `context` (an argument's name, a JSON key) at `path` of its trace. */
export type MapText<T extends string> = (text: string, context?: string, path?: string) => T

/** Whether whatever stands at a place is text: numbers and booleans there are mapped like their spelling. */
export type IsText = (path: string, key: string) => boolean

type Mapping<T extends string> = { readonly map: MapText<T>; readonly isText: IsText }

/**
 * A copy of the trace with every text mapped, always in the same order: messages, tool arguments (keys and
 * values), tool results, flags, expectations, tool descriptions and schema values, intent and support reason.
 * Ids, tool and model names, session and customer stay as they are.
 *
 * @param mapTools - in the place of `mapToolTexts`: tools are most of what a trace holds, and the same in every trace of an agent.
 */
export function mapTraceTexts<T extends string>(
  trace: Trace,
  map: MapText<T>,
  isText: IsText = () => false,
  mapTools: (tools: readonly ToolDefinition[]) => readonly ToolDefinition[] = tools =>
    mapToolTexts(tools, map),
): TraceOf<T> {
  const mapping = { map, isText }
  return {
    ...trace,
    messages: trace.messages.map((message, index) => mapMessage(message, mapping, `/messages/${index}`)),
    tools: trace.tools && mapTools(trace.tools),
    flags: mapRecord(trace.flags, map, '/flags', (value, flag, path) => map(value, flag, path)),
    supportFlag:
      trace.supportFlag === undefined
        ? undefined
        : { reason: map(trace.supportFlag.reason, undefined, '/support_flag') },
    finish:
      trace.finish?.kind === 'unknown'
        ? { kind: 'unknown', word: map(trace.finish.word, undefined, '/finish') }
        : trace.finish,
    expected: trace.expected === undefined ? undefined : mapExpected(trace.expected, mapping),
    intentText: trace.intentText === undefined ? undefined : map(trace.intentText, undefined, '/intent'),
  }
}

function mapMessage<T extends string>(
  message: Message<string>,
  mapping: Mapping<T>,
  path: string,
): Message<T> {
  const text = mapping.map(message.text, undefined, `${path}/text`)
  switch (message.role) {
    case 'system':
      return { role: 'system', text }
    case 'user':
      return { role: 'user', text, calls: mapCalls(message.calls, mapping, path) }
    case 'assistant':
      return { ...message, text, calls: mapCalls(message.calls, mapping, path) }
    case 'tool':
      return { ...message, text }
  }
}

function mapCalls<T extends string>(
  calls: readonly ToolCall<string>[],
  mapping: Mapping<T>,
  path: string,
): readonly ToolCall<T>[] {
  return calls.map((call, index) => ({
    id: call.id,
    name: call.name,
    arguments: mapArguments(call.arguments, mapping, `${path}/calls/${index}/arguments`),
  }))
}

function mapArguments<T extends string>(
  given: ToolArguments<string>,
  mapping: Mapping<T>,
  path: string,
): ToolArguments<T> {
  if (given.kind === 'unparsable') return { kind: 'unparsable', raw: mapping.map(given.raw, undefined, path) }
  return {
    kind: 'parsed',
    value: mapRecord(given.value, mapping.map, path, (value, key, at) =>
      mapJson(value, { key, path: at, kept: NOTHING }, mapping),
    ),
  }
}

function mapExpected(expected: Expected, mapping: Mapping<string>): Expected {
  return {
    calls: expected.calls.map((call, index) => ({
      name: call.name,
      arguments: mapRecord(call.arguments, mapping.map, `/expected/${index}/arguments`, (values, key, path) =>
        values.map(value => mapJson(value, { key, path, kept: NOTHING }, mapping)),
      ),
      optional: call.optional.map(name => mapping.map(name)),
    })),
  }
}

/** The tools with every text of theirs mapped. A schema describes fields and holds none: no path, so that no field policy applies. */
export function mapToolTexts(
  tools: readonly ToolDefinition[],
  map: MapText<string>,
): readonly ToolDefinition[] {
  const mapping: Mapping<string> = { map: (text, context) => map(text, context), isText: () => false }
  return tools.map(tool => mapTool(tool, mapping))
}

function mapTool(tool: ToolDefinition, mapping: Mapping<string>): ToolDefinition {
  return {
    name: tool.name,
    description: tool.description === undefined ? undefined : mapping.map(tool.description),
    parameters: tool.parameters === undefined ? undefined : mapSchema(tool.parameters, mapping),
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

function mapSchema(schema: JsonObject, mapping: Mapping<string>): JsonObject {
  return mapRecord(schema, mapping.map, '', (value, key, path) =>
    mapJson(value, { key, path, kept: GRAMMAR }, mapping),
  )
}

/** The shortest number that a detector could take for one (a local phone number); shorter ones are amounts. */
const SMALLEST_NUMBER = 1_000_000

/** `kept`: keys whose strings are left alone. */
type Place = { readonly key: string; readonly path: string; readonly kept: ReadonlySet<string> }

/** A number that is found becomes its token, a string. */
function mapJson<T extends string>(value: JsonValue, place: Place, mapping: Mapping<T>): JsonOf<T> {
  const { key, path, kept } = place
  const { map, isText } = mapping
  if (typeof value === 'string') return kept.has(key) ? (value as T) : map(value, key, path)
  if (value === null) return value
  if (typeof value === 'number' || typeof value === 'boolean') {
    const isLong = Number.isSafeInteger(value) && Number(value) >= SMALLEST_NUMBER
    if (!isLong && !isText(path, key)) return value
    const mapped = map(String(value), key, path)
    return mapped === String(value) ? value : mapped
  }
  if (isArray(value)) {
    return value.map((item, index) => mapJson(item, { ...place, path: `${path}/${index}` }, mapping))
  }
  return mapRecord(value, map, path, (item, name, at) =>
    mapJson(item, { key: name, path: at, kept }, mapping),
  )
}

function isArray(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** Mapped keys that fall together keep apart, because a lost entry would look like a missing argument. */
function mapRecord<V, R>(
  record: { readonly [key: string]: V },
  map: MapText<string>,
  path: string,
  mapValue: (value: V, key: string, path: string) => R,
): { readonly [key: string]: R } {
  const result: { [key: string]: R } = {}
  for (const key of Object.keys(record)) {
    const mapped = map(key)
    let free: string = mapped
    for (let copy = 2; Object.hasOwn(result, free); copy += 1) free = `${mapped} (${copy})`
    const value = mapValue(record[key] as V, key, `${path}/${key}`)
    // Assigned, `__proto__` would be no key.
    if (free === '__proto__')
      Object.defineProperty(result, free, { value, enumerable: true, configurable: true, writable: true })
    else result[free] = value
  }
  return result
}
