import type { JsonValue } from '../../../records/json-value.ts'
import { parseIsoTime } from '../parse-time.ts'

/**
 * Milliseconds since 1970 of a time in any unit: ISO 8601 (without an offset UTC), or a number, also as decimal text, of seconds, milliseconds,
 * microseconds or nanoseconds, told apart by its size. Undefined when it is no time between 1973 and 2286.
 */
export function timeMs(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'string' && !/^\d+(?:\.\d+)?$/.test(value)) return parseIsoTime(value)
  const number = typeof value === 'string' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined
  const unit = [1e3, 1, 1e-3, 1e-6].find(factor => number * factor >= 1e11 && number * factor < 1e13)
  return unit === undefined ? undefined : Math.floor(number * unit)
}
