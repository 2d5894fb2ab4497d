import { ConfigError } from '../../errors/config-error.ts'

const DAY_MS = 24 * 60 * 60 * 1000

export type WindowOptions = {
  /** Whole UTC days. */
  readonly windowDays: number
  /** Exclusive end, a UTC midnight in Unix epoch milliseconds; default the end of the newest trace's day. */
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
 * The traces of the last `windowDays` UTC days, the last of which is counted complete (product
 * definition 14). The clock has no say: the same file gives the same window next year.
 *
 * @throws {ConfigError} when `windowDays` is not a positive integer.
 */
export function selectWindow<T extends { readonly startedAtMs: number | undefined }>(
  traces: readonly T[],
  options: WindowOptions,
): SelectedWindow<T> {
  const { windowDays } = options
  if (!Number.isInteger(windowDays) || windowDays < 1) {
    throw new ConfigError(`Expected a whole number of days, at least 1, got ${windowDays}`, {
      path: 'window_days',
    })
  }
  const endMs = options.endMs ?? endOfNewestDay(traces)
  if (endMs === undefined) return { traces, outside: 0, window: undefined }
  const startMs = endMs - windowDays * DAY_MS
  const inside = traces.filter(
    ({ startedAtMs }) => startedAtMs === undefined || (startedAtMs >= startMs && startedAtMs < endMs),
  )
  return { traces: inside, outside: traces.length - inside.length, window: { startMs, endMs } }
}

function endOfNewestDay(traces: readonly { readonly startedAtMs: number | undefined }[]): number | undefined {
  let newestMs: number | undefined
  for (const { startedAtMs } of traces) {
    if (startedAtMs !== undefined && startedAtMs > (newestMs ?? Number.NEGATIVE_INFINITY))
      newestMs = startedAtMs
  }
  return newestMs === undefined ? undefined : (Math.floor(newestMs / DAY_MS) + 1) * DAY_MS
}
