import type { JsonValue } from '../../../records/json-value.ts'
import { parseIsoTime } from '../parse-time.ts'

/** Seconds, milliseconds, microseconds, nanoseconds. */
const UNITS = [1e3, 1, 1e-3, 1e-6]

/**
 * Milliseconds since 1970 of a time in any unit: ISO 8601 (without an offset, or with the word, UTC), or a number, also as decimal text, of seconds, milliseconds,
 * microseconds or nanoseconds, told apart by its size. Undefined when it is no time between 1973 and 2286.
 */
export function timeMs(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'string' && !/^\d+(?:\.\d+)?$/.test(value))
    return parseIsoTime(value.replace(/ ?UTC$/, 'Z'))
  const number = typeof value === 'string' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined
  for (const unit of UNITS) {
    const ms = number * unit
    if (ms >= 1e11 && ms < 1e13) return Math.floor(ms)
  }
  return undefined
}
