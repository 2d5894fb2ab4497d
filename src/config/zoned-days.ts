/**
 * First moment of a calendar day in a time zone, Unix epoch milliseconds.
 *
 * @param day - days since 1970-01-01.
 * @param timeZone - IANA name such as `Europe/Berlin`.
 */
export function startOfDayMs(day: number, timeZone: string): number {
  const utcMs = day * DAY_MS
  if (timeZone === 'UTC') return utcMs
  // The zone's offset at the guess may differ from the one at the day's start on days when clocks change.
  const first = utcMs - offsetMs(utcMs, timeZone)
  const second = utcMs - offsetMs(first, timeZone)
  return dayOf(second, timeZone) === day && dayOf(second - 1, timeZone) < day ? second : first
}

/** Number of the calendar day, days since 1970-01-01, that a moment falls on in a time zone. */
export function dayOf(ms: number, timeZone: string): number {
  return Math.floor((ms + (timeZone === 'UTC' ? 0 : offsetMs(ms, timeZone))) / DAY_MS)
}

/** Whether this machine knows the time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return formatOf(name) !== undefined
  } catch {
    return false
  }
}

const DAY_MS = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, format)
  return format
}

/** What the clocks of the zone are ahead of UTC at a moment. */
function offsetMs(ms: number, timeZone: string): number {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(ms)
      .map(part => [part.type, Number(part.value)]),
  )
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
  return shown - Math.floor(ms / 1000) * 1000
}
