import type { TraceId } from '../../../records/ids.ts'

const DAY_CHARACTERS = 10

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

/** `countsOf` for every UTC day with a trace, in day order; traces without a time are in no day. */
export function countsByDay(
  labels: ReadonlyMap<TraceId, number>,
  startedAtMs: ReadonlyMap<TraceId, number>,
  strata: number,
): readonly { readonly day: string; readonly counts: readonly number[] }[] {
  const timed = [...labels].filter(([traceId]) => startedAtMs.has(traceId))
  const byDay = Map.groupBy(timed, ([traceId]) => dayOf(startedAtMs.get(traceId) ?? 0))
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

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, DAY_CHARACTERS)
}
