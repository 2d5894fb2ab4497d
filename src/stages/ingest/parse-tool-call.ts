import { parseJson } from '../../json/parse-json.ts'
import type { JsonObject, JsonValue } from '../../records/json-value.ts'
import type { ToolArguments, ToolCall } from '../../records/trace.ts'
import { isJsonArray, isJsonObject } from './located.ts'
import { errorBelow, optionalText, requiredText, unexpected } from './row-error.ts'

/** A call and who made it, as far as the call itself says. */
export type RequestedCall = { readonly call: ToolCall<string>; readonly requestor: string | undefined }

const NO_CALLS: readonly RequestedCall[] = []

/**
 * The calls of one message: its `tool_calls`, or OpenAI's older `function_call`.
 *
 * @throws {RowError} when the list or a call in it has the wrong shape.
 */
export function parseToolCalls(message: JsonObject): readonly RequestedCall[] {
  const calls = message.tool_calls
  if (calls !== undefined && calls !== null) {
    if (!isJsonArray(calls)) throw unexpected('/tool_calls', 'a list', calls)
    return calls.map((call, index) => parseToolCall(call, `/tool_calls/${index}`))
  }
  const single = message.function_call
  return single === undefined || single === null ? NO_CALLS : [parseToolCall(single, '/function_call')]
}

function parseToolCall(outer: JsonValue, at: string): RequestedCall {
  if (!isJsonObject(outer)) throw unexpected(at, 'an object', outer)
  const nested = outer.function
  const inner = isJsonObject(nested) ? nested : outer
  try {
    const id = optionalText(outer.id, 'id')
    const name = requiredText(inner.name, inner === outer ? 'name' : 'function/name')
    const requestor = optionalText(outer.requestor, 'requestor')
    return { call: { id, name, arguments: parseArguments(inner.arguments) }, requestor }
  } catch (error) {
    throw errorBelow(at, error)
  }
}

/**
 * Arguments as an object. Text that is not a JSON object, cut short or nested too deep stays as it was
 * written: it is evidence against the model, no fault of the row. No arguments at all is an empty object.
 */
function parseArguments(value: JsonValue | undefined): ToolArguments<string> {
  if (value === undefined || value === null) return { kind: 'parsed', value: {} }
  if (isJsonObject(value)) return { kind: 'parsed', value }
  if (typeof value !== 'string') return { kind: 'unparsable', raw: JSON.stringify(value) }
  const parsed = parseJson(value)
  return parsed.kind === 'value' && isJsonObject(parsed.value)
    ? { kind: 'parsed', value: parsed.value }
    : { kind: 'unparsable', raw: value }
}
