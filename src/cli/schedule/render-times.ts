export type TimesToShow = {
  readonly cron: string
  readonly timeZone: string
  readonly nowMs: number
  /** Ascending, Unix epoch milliseconds. */
  readonly times: readonly number[]
}

const MINUTE_MS = 60_000

/** The times of a schedule, a line each: in its zone, in UTC, and how far away. */
export function renderTimes({ cron, timeZone, nowMs, times }: TimesToShow): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  })
  const lines = times.map(ms => `  ${local(format, ms)}   ${utc(ms)}   in ${distance(ms - nowMs)}`)
  return [`${cron}, ${timeZone}`, '', ...lines, ''].join('\n')
}

function local(format: Intl.DateTimeFormat, ms: number): string {
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]))
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? ''
  const offset = part('timeZoneName').replace('GMT', '') || '+00:00'
  return `${part('weekday')} ${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')} ${offset}`
}

function utc(ms: number): string {
  return new Date(ms).toISOString().replace(':00.000Z', 'Z')
}

function distance(ms: number): string {
  const minutes = Math.ceil(ms / MINUTE_MS)
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return `${Math.floor(hours / 24)} d ${hours % 24} h`
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`
}
