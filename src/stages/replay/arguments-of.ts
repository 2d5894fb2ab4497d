import { parseJson } from '../../json/parse-json.ts'
import type { JsonValue } from '../../records/json-value.ts'
import type { ToolArguments } from '../../records/trace.ts'

/**
 * The arguments of a call as a model wrote them. Text that is no JSON object, or nested too deep, stays as it was
 * written: a truncated call is evidence. No text at all is an empty object.
 */
export function argumentsOf(text: string): ToolArguments<string> {
  const parsed = parseJson(text.trim() === '' ? '{}' : text)
  return parsed.kind === 'value' && isObject(parsed.value)
    ? { kind: 'parsed', value: parsed.value }
    : { kind: 'unparsable', raw: text }
}

function isObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
