import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import { compilePointer } from '../json-pointer.ts'
import { isJsonArray, isJsonObject, type Located, unwrapJson } from '../located.ts'
import { contentText, toolResultText } from '../parse-content.ts'
import { errorBelow, RowError, unexpected } from '../row-error.ts'
import type { MessageShape } from '../source-spec.ts'

type Reader = (message: JsonValue) => Located
type Readers = { readonly [key in 'role' | 'text' | 'calls' | 'name' | 'arguments' | 'result']: Reader }

const ROLES = new Set(['system', 'developer', 'user', 'assistant', 'tool', 'function'])

/**
 * A function that writes messages of another shape in the canonical row's words. An item of `calls` without a name is no call. A call whose
 * result stands beside it came before what the message says, so the message becomes the call, its result, and the text.
 *
 * @throws {ConfigError} when a pointer of the shape is not one; its function throws a `RowError`.
 */
export function createMessageShaper(shape: MessageShape): (messages: Located) => Located {
  const reader = (key: Exclude<keyof MessageShape, 'roles'>): Reader => {
    const pointer = shape[key]
    return pointer === undefined
      ? () => ({ value: undefined, at: '' })
      : compilePointer(pointer, `map.message.${key}`)
  }
  const readers: Readers = {
    role: reader('role'),
    text: reader('text'),
    calls: reader('calls'),
    name: reader('call_name'),
    arguments: reader('call_arguments'),
    result: reader('call_result'),
  }
  const roles = new Map(Object.entries(shape.roles ?? {}))
  return located => {
    const { value, at } = unwrapJson(located)
    if (!isJsonArray(value)) throw unexpected(at, 'a list', value)
    const shaped = value.flatMap((message, index) => {
      try {
        return shapeMessage(message, index, readers, roles)
      } catch (error) {
        throw errorBelow(`${at}/${index}`, error)
      }
    })
    return { value: shaped, at }
  }
}

function shapeMessage(
  message: JsonValue,
  index: number,
  readers: Readers,
  roles: ReadonlyMap<string, string>,
): readonly JsonObject[] {
  if (!isJsonObject(message)) throw unexpected('', 'an object', message)
  const role = roleOf(readers.role(message), roles)
  const text = readers.text(message)
  const content =
    role === 'tool' ? toolResultText(text.value, keyOf(text)) : contentText(text.value, keyOf(text))
  const calls = callsOf(message, index, readers)
  if (calls.length === 0) return [{ role, content }]
  const toolCalls = calls.map(({ call }) => call)
  const results = calls.flatMap(({ result }) => (result === undefined ? [] : [result]))
  if (results.length === 0) return [{ role, content, tool_calls: toolCalls }]
  const asks = { role, content: '', tool_calls: toolCalls }
  return content === '' ? [asks, ...results] : [asks, ...results, { role, content }]
}

function roleOf({ value, at }: Located, roles: ReadonlyMap<string, string>): string {
  if (typeof value !== 'string') throw unexpected(at, 'a role', value)
  const role = roles.get(value) ?? (ROLES.has(value) ? value : undefined)
  if (role === undefined) throw new RowError(`${at}: expected a word of \`map.message.roles\`, found another`)
  return role
}

type ShapedCall = { readonly call: JsonObject; readonly result: JsonObject | undefined }

function callsOf(message: JsonValue, turn: number, readers: Readers): readonly ShapedCall[] {
  const { value, at } = readers.calls(message)
  if (value === undefined || value === null) return []
  if (!isJsonArray(value)) throw unexpected(at, 'a list', value)
  return value.flatMap((item, index): ShapedCall[] => {
    const name = readers.name(item).value
    if (name === undefined || name === null) return []
    if (typeof name !== 'string') throw unexpected(`${at}/${index}`, 'the name of a call', name)
    // The source has no ids: one made of the place pairs the call with its result.
    const id = `call-${turn}-${index}`
    const given = readers.result(item).value
    const content = typeof given === 'string' ? given : JSON.stringify(given)
    const result = given === undefined ? undefined : { role: 'tool', tool_call_id: id, content }
    return [{ call: { id, name, arguments: readers.arguments(item).value ?? {} }, result }]
  })
}

/** A pointer without its first slash: how the parsers of content name their place. */
function keyOf({ at }: Located): string {
  return at.slice(1)
}
