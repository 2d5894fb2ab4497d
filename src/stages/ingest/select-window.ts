import { dayOf, startOfDayMs } from '../../config/zoned-days.ts'
import { ConfigError } from '../../errors/config-error.ts'

export type WindowOptions = {
  /** Whole days of the time zone. */
  readonly windowDays: number
  /** IANA name; default UTC. */
  readonly timeZone?: string | undefined
  /** Exclusive end, a midnight of the time zone in Unix epoch milliseconds; default the end of the newest trace's day. */
  readonly endMs?: number | undefined
}

export type SelectedWindow<T> = {
  /** Those inside the window and those without a time, in the given order. */
  readonly traces: readonly T[]
  readonly outside: number
  /** `startMs` belongs to the window, `endMs` does not; undefined when there is no time to place it by. */
  readonly window: { readonly startMs: number; readonly endMs: number } | undefined
}

/**
 * The traces of the last `windowDays` days, the last of which is counted complete (product
 * definition 14). The clock has no say: the same file gives the same window next year.
 *
 * @throws {ConfigError} when `windowDays` is not a positive integer.
 */
export function selectWindow<T extends { readonly startedAtMs: number | undefined }>(
  traces: readonly T[],
  options: WindowOptions,
): SelectedWindow<T> {
  const { windowDays, timeZone = 'UTC' } = options
  if (!Number.isInteger(windowDays) || windowDays < 1) {
    throw new ConfigError(`Expected a whole number of days, at least 1, got ${windowDays}`, {
      path: 'window_days',
    })
  }
  const endMs = options.endMs ?? endOfNewestDay(traces, timeZone)
  if (endMs === undefined) return { traces, outside: 0, window: undefined }
  // Calendar days: where clocks change they are 23 or 25 hours.
  const startMs = startOfDayMs(dayOf(endMs - 1, timeZone) - windowDays + 1, timeZone)
  const inside = traces.filter(
    ({ startedAtMs }) => startedAtMs === undefined || (startedAtMs >= startMs && startedAtMs < endMs),
  )
  return { traces: inside, outside: traces.length - inside.length, window: { startMs, endMs } }
}

function endOfNewestDay(
  traces: readonly { readonly startedAtMs: number | undefined }[],
  timeZone: string,
): number | undefined {
  let newestMs: number | undefined
  for (const { startedAtMs } of traces) {
    if (startedAtMs !== undefined && startedAtMs > (newestMs ?? Number.NEGATIVE_INFINITY))
      newestMs = startedAtMs
  }
  return newestMs === undefined ? undefined : startOfDayMs(dayOf(newestMs, timeZone) + 1, timeZone)
}
