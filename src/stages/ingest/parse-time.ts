import { isAbsent, type Located } from './located.ts'
import { RowError, unexpected } from './row-error.ts'

const ISO_8601 =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?:([Zz])|([+-])(\d{2}):?(\d{2})?)?)?$/

/** The spelling of nearly every trace, with nothing in it that `Date.parse` reads otherwise than we do. */
const USUAL =
  /^[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,3})?Z$/

/** 1973 to 2286: a number outside it was written in seconds, microseconds or nanoseconds. */
const PLAUSIBLE_MS = { min: 1e11, max: 1e13 }

/**
 * Milliseconds since 1970 of an ISO 8601 text, or undefined when it is none. Without an offset the time
 * is UTC (product definition 14), unlike `Date.parse`, which takes the machine's zone. Finer fractions
 * are cut to the millisecond.
 */
export function parseIsoTime(text: string): number | undefined {
  if (USUAL.test(text)) return Date.parse(text)
  const match = ISO_8601.exec(text.trim())
  if (match === null) return undefined
  const part = (index: number) => Number(match[index] ?? 0)
  const midnight = new Date(Date.UTC(part(1), part(2) - 1, part(3)))
  // Days that do not exist roll over into the next month.
  const isReal =
    midnight.getUTCFullYear() === part(1) &&
    midnight.getUTCMonth() === part(2) - 1 &&
    midnight.getUTCDate() === part(3)
  const isOnTheClock = part(4) <= 23 && part(5) <= 59 && part(6) <= 59 && part(10) <= 23 && part(11) <= 59
  if (!isReal || !isOnTheClock) return undefined
  const milliseconds = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'))
  const offsetMinutes = (match[9] === '-' ? -1 : 1) * (part(10) * 60 + part(11))
  const minutes = part(4) * 60 + part(5) - offsetMinutes
  return midnight.getTime() + minutes * 60_000 + part(6) * 1000 + milliseconds
}

/**
 * The start time at this place (ISO 8601 or milliseconds since 1970); undefined when the row has none.
 *
 * @throws {RowError} when it is neither, or a number in another unit.
 */
export function parseStartTime(located: Located): number | undefined {
  if (isAbsent(located)) return undefined
  const { value, at } = located
  if (typeof value === 'number') {
    if (value < PLAUSIBLE_MS.min || value >= PLAUSIBLE_MS.max) {
      throw new RowError(`${at}: expected milliseconds since 1970, found a number in another unit`)
    }
    return Math.floor(value)
  }
  const time = typeof value === 'string' ? parseIsoTime(value) : undefined
  if (time === undefined) throw unexpected(at, 'an ISO 8601 time or milliseconds since 1970', value)
  return time
}
