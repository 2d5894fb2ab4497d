import { parseJson } from '../../json/parse-json.ts'
import type { ToolArguments, ToolCall } from '../../records/trace.ts'
import {
  fieldOf,
  isAbsent,
  isJsonObject,
  type Located,
  optionalString,
  requireItems,
  requireObject,
  requireString,
} from './located.ts'

/** A call and who made it, as far as the call itself says. */
export type RequestedCall = { readonly call: ToolCall<string>; readonly requestor: string | undefined }

/**
 * The calls of one message: its `tool_calls`, or OpenAI's older `function_call`.
 *
 * @throws {RowError} when the list or a call in it has the wrong shape.
 */
export function parseToolCalls(message: ReturnType<typeof requireObject>): readonly RequestedCall[] {
  const calls = fieldOf(message, 'tool_calls')
  if (!isAbsent(calls)) return requireItems(calls).map(parseToolCall)
  const single = fieldOf(message, 'function_call')
  return isAbsent(single) ? [] : [parseToolCall(single)]
}

function parseToolCall(located: Located): RequestedCall {
  const outer = requireObject(located)
  const nested = fieldOf(outer, 'function')
  const inner = isJsonObject(nested.value) ? { value: nested.value, at: nested.at } : outer
  const id = optionalString(fieldOf(outer, 'id'))
  const name = requireString(fieldOf(inner, 'name'))
  const requestor = optionalString(fieldOf(outer, 'requestor'))
  return { call: { id, name, arguments: parseArguments(fieldOf(inner, 'arguments')) }, requestor }
}

/**
 * Arguments as an object. Text that is not a JSON object, cut short or nested too deep stays as it was
 * written: it is evidence against the model, no fault of the row. No arguments at all is an empty object.
 */
export function parseArguments({ value }: Located): ToolArguments<string> {
  if (value === undefined || value === null) return { kind: 'parsed', value: {} }
  if (isJsonObject(value)) return { kind: 'parsed', value }
  if (typeof value !== 'string') return { kind: 'unparsable', raw: JSON.stringify(value) }
  const parsed = parseJson(value)
  return parsed.kind === 'value' && isJsonObject(parsed.value)
    ? { kind: 'parsed', value: parsed.value }
    : { kind: 'unparsable', raw: value }
}
