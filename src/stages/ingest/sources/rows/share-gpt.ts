import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonObject } from '../../located.ts'
import { listIn, textOf, unwrapped } from '../../normalise/unwrapped.ts'

const ROLES: ReadonlyMap<string, string> = new Map([
  ['human', 'user'],
  ['gpt', 'assistant'],
  ['observation', 'tool'],
  ['function_response', 'tool'],
])

/** ShareGPT's `conversations`, `{from, value}` a turn, as chat messages; undefined when the value is no list. */
export function shareGptMessages(value: JsonValue | undefined): readonly JsonValue[] | undefined {
  return listIn(value)?.map(turn => {
    const from = isJsonObject(turn) ? textOf(turn, 'from') : undefined
    if (!isJsonObject(turn) || from === undefined) return turn
    if (from === 'function_call') return callsOf(turn.value)
    return { role: ROLES.get(from) ?? from, content: turn.value ?? '' }
  })
}

/** `function_call`: one call or a list of them, as JSON text. */
function callsOf(value: JsonValue | undefined): JsonObject {
  const calls = unwrapped(value)
  return { role: 'assistant', content: '', tool_calls: Array.isArray(calls) ? calls : [calls ?? null] }
}
