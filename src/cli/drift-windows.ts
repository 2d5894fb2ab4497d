import { dayOf } from '../config/zoned-days.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { Trace } from '../records/trace.ts'
import { selectWindow } from '../stages/ingest/select-window.ts'

/** Complete days of the time zone, `endMs` exclusive. */
export type DriftWindow = {
  readonly startMs: number
  readonly endMs: number
  readonly traces: readonly Trace[]
}

export type DriftWindows = {
  readonly reference: DriftWindow
  readonly current: DriftWindow
  /** Traces without a time. */
  readonly undated: number
}

/**
 * The two windows to compare. Unless their ends are given, the current one is the newest of the source and the
 * reference the one right before it.
 *
 * @throws {ConfigError} when a window has no traffic, the windows overlap, or no trace has a time.
 */
export function driftWindows(
  traces: readonly Trace[],
  options: {
    readonly windowDays: number
    /** IANA name; default UTC. */
    readonly timeZone?: string | undefined
    readonly referenceEndMs: number | undefined
    readonly currentEndMs: number | undefined
  },
): DriftWindows {
  const { windowDays, timeZone, referenceEndMs, currentEndMs } = options
  const dated = traces.filter(({ startedAtMs }) => startedAtMs !== undefined)
  const select = (endMs: number | undefined, flag: string): DriftWindow => {
    const { window, traces: inside } = selectWindow(dated, { windowDays, timeZone, endMs })
    if (window !== undefined && inside.length > 0) return { ...window, traces: inside }
    throw new ConfigError(
      `Expected traffic in the window of \`${flag}\`${span(window, timeZone)}, found none`,
      {
        path: flag,
        hint: `the source has traces ${sourceSpan(dated, timeZone)}; a date names the last day of a window`,
      },
    )
  }
  const current = select(currentEndMs, '--to')
  const reference = select(referenceEndMs ?? current.startMs, '--from')
  if (reference.startMs < current.endMs && current.startMs < reference.endMs)
    throw new ConfigError(
      `Expected two windows apart, found${span(reference, timeZone)} and${span(current, timeZone)}`,
      {
        path: '--from',
        hint: `windows are ${windowDays} days long (\`sampling.window_days\`) and end with the day named`,
      },
    )
  return { reference, current, undated: traces.length - dated.length }
}

/** The window's first and last day in its time zone: `2026-11-01 to 2026-11-07`. */
export function nameOf({ startMs, endMs }: Omit<DriftWindow, 'traces'>, timeZone = 'UTC'): string {
  return `${dateOf(startMs, timeZone)} to ${dateOf(endMs - 1, timeZone)}`
}

function span(window: Omit<DriftWindow, 'traces'> | undefined, timeZone?: string): string {
  return window === undefined ? '' : ` ${nameOf(window, timeZone)}`
}

function sourceSpan(traces: readonly Trace[], timeZone?: string): string {
  const times = traces.flatMap(({ startedAtMs }) => startedAtMs ?? [])
  const first = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY)
  const last = times.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY)
  return times.length === 0
    ? 'without times alone'
    : `from ${dateOf(first, timeZone)} to ${dateOf(last, timeZone)}`
}

function dateOf(ms: number, timeZone = 'UTC'): string {
  return new Date(dayOf(ms, timeZone) * 86_400_000).toISOString().slice(0, 'YYYY-MM-DD'.length)
}
