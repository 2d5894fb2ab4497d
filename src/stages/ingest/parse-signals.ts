import {
  fieldOf,
  isAbsent,
  isJsonObject,
  type Located,
  optionalString,
  requireObject,
  unwrapJson,
} from './located.ts'
import { RowError, unexpected } from './row-error.ts'

/** The success signal in [0, 1]; undefined when the row has none. @throws {RowError} when it is outside. */
export function parseOutcome(located: Located): number | undefined {
  if (isAbsent(located)) return undefined
  const { value, at } = located
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number' && value >= 0 && value <= 1) return value
  throw unexpected(at, 'a boolean or a number in [0, 1]', value)
}

/** The duration in milliseconds; undefined when the row has none. @throws {RowError} when it is no duration. */
export function parseLatency(located: Located): number | undefined {
  if (isAbsent(located)) return undefined
  const { value, at } = located
  if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return value
  throw unexpected(at, 'a non-negative number of milliseconds', value)
}

/** Feature-flag states, name to variant; switches and numbers as text. @throws {RowError} when one is nested. */
export function parseFlags(located: Located): { readonly [flag: string]: string } {
  if (isAbsent(located)) return {}
  const { value, at } = requireObject(unwrapJson(located))
  const entries = Object.entries(value).flatMap(([flag, state]): [string, string][] => {
    if (state === null) return []
    if (typeof state === 'object') throw new RowError(`${at}: a flag is not a string, number or boolean`)
    return [[flag, String(state)]]
  })
  // Not assignment: a flag named `__proto__` must stay a key.
  return Object.fromEntries(entries)
}

/**
 * Support's word that this trace failed: `{reason}`, the reason alone, or `true`; undefined when absent
 * or `false`.
 *
 * @throws {RowError} when it is anything else.
 */
export function parseSupportFlag(located: Located): { readonly reason: string } | undefined {
  const { value, at } = located
  if (isAbsent(located) || value === false) return undefined
  if (value === true) return { reason: '' }
  if (typeof value === 'string') return { reason: value }
  if (!isJsonObject(value)) throw unexpected(at, 'a reason, {"reason": ...} or a boolean', value)
  return { reason: optionalString(fieldOf({ value, at }, 'reason')) ?? '' }
}
