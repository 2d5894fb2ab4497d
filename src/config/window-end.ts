import { dayOf, startOfDayMs } from './zoned-days.ts'

const MS_PER_DAY = 86_400_000
const DATE = /^\d{4}-\d{2}-\d{2}$/
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?$/

/**
 * The exclusive end of a window given as text, a midnight of the time zone in Unix epoch milliseconds. A date is
 * the last day of the window, counted complete; a date and time is a moment, whose own day is not complete
 * and left out. Times without an offset are UTC (product definition 14).
 *
 * @returns undefined when the text is neither, or names a day that does not exist.
 */
export function parseWindowEnd(text: string, timeZone = 'UTC'): number | undefined {
  if (!isRealDay(text.slice(0, 10))) return undefined
  if (DATE.test(text)) return startOfDayMs(Date.parse(`${text}T00:00:00Z`) / MS_PER_DAY + 1, timeZone)
  const match = DATE_TIME.exec(text)
  if (match === null) return undefined
  const momentMs = Date.parse(match[3] === undefined ? `${text}Z` : text)
  return Number.isNaN(momentMs) ? undefined : startOfDayMs(dayOf(momentMs, timeZone), timeZone)
}

/** JavaScript rolls 2026-02-30 over into March. */
function isRealDay(date: string): boolean {
  if (!DATE.test(date)) return false
  const ms = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date)
}
