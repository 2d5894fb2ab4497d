import type { TraceId } from '../../../records/ids.ts'

const DAY_CHARACTERS = 10
const DAY_MS = 86_400_000

/**
 * Traces per stratum, the unassigned last.
 *
 * @param labels - 0, 1, ..., strata - 1; -1 for none.
 */
export function countsOf(labels: Iterable<number>, strata: number): readonly number[] {
  const counts = Array.from({ length: strata + 1 }, () => 0)
  for (const label of labels) counts[label === -1 ? strata : label]! += 1
  return counts
}

/**
 * `countsOf` for every day with a trace, in day order; traces without a time are in no day. Days begin when the window does,
 * so that none is cut in two where that is no midnight of UTC: half a day has a mix of its own. Where clocks change within
 * the window they are off by that hour.
 *
 * @param windowStartMs - a midnight of the window's time zone; undefined: days are those of UTC.
 */
export function countsByDay(
  labels: ReadonlyMap<TraceId, number>,
  startedAtMs: ReadonlyMap<TraceId, number>,
  strata: number,
  windowStartMs: number | undefined,
): readonly { readonly day: string; readonly counts: readonly number[] }[] {
  const timed = [...labels].filter(([traceId]) => startedAtMs.has(traceId))
  const byDay = Map.groupBy(timed, ([traceId]) => dayOf(startedAtMs.get(traceId) ?? 0, windowStartMs ?? 0))
  return [...byDay]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, traces]) => ({
      day,
      counts: countsOf(
        traces.map(([, label]) => label),
        strata,
      ),
    }))
}

/** The date at noon of the day: the same in UTC as where the day begins at `startMs`, up to twelve hours east or west. */
function dayOf(ms: number, startMs: number): string {
  const noonMs = startMs + (Math.floor((ms - startMs) / DAY_MS) + 0.5) * DAY_MS
  return new Date(noonMs).toISOString().slice(0, DAY_CHARACTERS)
}
