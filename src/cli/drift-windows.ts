import { ConfigError } from '../errors/config-error.ts'
import type { Trace } from '../records/trace.ts'
import { selectWindow } from '../stages/ingest/select-window.ts'

/** Complete UTC days, `endMs` exclusive. */
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
    readonly referenceEndMs: number | undefined
    readonly currentEndMs: number | undefined
  },
): DriftWindows {
  const { windowDays, referenceEndMs, currentEndMs } = options
  const dated = traces.filter(({ startedAtMs }) => startedAtMs !== undefined)
  const select = (endMs: number | undefined, flag: string): DriftWindow => {
    const { window, traces: inside } = selectWindow(dated, { windowDays, endMs })
    if (window !== undefined && inside.length > 0) return { ...window, traces: inside }
    throw new ConfigError(`Expected traffic in the window of \`${flag}\`${span(window)}, found none`, {
      path: flag,
      hint: `the source has traces ${sourceSpan(dated)}; a date names the last day of a window`,
    })
  }
  const current = select(currentEndMs, '--to')
  const reference = select(referenceEndMs ?? current.startMs, '--from')
  if (reference.startMs < current.endMs && current.startMs < reference.endMs)
    throw new ConfigError(`Expected two windows apart, found${span(reference)} and${span(current)}`, {
      path: '--from',
      hint: `windows are ${windowDays} days long (\`sampling.window_days\`) and end with the day named`,
    })
  return { reference, current, undated: traces.length - dated.length }
}

/** The window's first and last day: `2026-11-01 to 2026-11-07`. */
export function nameOf({ startMs, endMs }: Omit<DriftWindow, 'traces'>): string {
  return `${dayOf(startMs)} to ${dayOf(endMs - 1)}`
}

function span(window: Omit<DriftWindow, 'traces'> | undefined): string {
  return window === undefined ? '' : ` ${nameOf(window)}`
}

function sourceSpan(traces: readonly Trace[]): string {
  const times = traces.flatMap(({ startedAtMs }) => startedAtMs ?? [])
  const first = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY)
  const last = times.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY)
  return times.length === 0 ? 'without times alone' : `from ${dayOf(first)} to ${dayOf(last)}`
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 'YYYY-MM-DD'.length)
}
