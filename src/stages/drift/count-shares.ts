import type { ShareCounts } from '../../records/drift.ts'
import type { StratumId } from '../../records/ids.ts'

/** One trace with the stratum it is in; undefined when it is in none. */
export type LabelledTrace = {
  readonly label: string | undefined
  /** Unix epoch, milliseconds. */
  readonly startedAtMs: number | undefined
}

const NOISE = 'noise' as StratumId
const DAY_CHARACTERS = 'YYYY-MM-DD'.length

/**
 * The counts of a window of labelled traces: one stratum per label in alphabetical order, the label being its id, then
 * noise when a trace has none.
 */
export function countShares(traces: readonly LabelledTrace[]): ShareCounts {
  const labels = [...new Set(traces.flatMap(({ label }) => label ?? []))].sort()
  const ids = [
    ...labels.map(label => ({ stratumId: label as StratumId, kind: 'cluster' as const, label })),
    ...(traces.some(({ label }) => label === undefined)
      ? [{ stratumId: NOISE, kind: 'noise' as const, label: 'unclustered' }]
      : []),
  ]
  const position = new Map<string | undefined, number>(labels.map((label, index) => [label, index]))
  const totals = new Array<number>(ids.length).fill(0)
  const days = new Map<string, number[]>()
  for (const { label, startedAtMs } of traces) {
    const at = position.get(label) ?? labels.length
    totals[at]! += 1
    if (startedAtMs === undefined) continue
    const day = new Date(startedAtMs).toISOString().slice(0, DAY_CHARACTERS)
    const counts = days.get(day) ?? new Array<number>(ids.length).fill(0)
    counts[at]! += 1
    days.set(day, counts)
  }
  return {
    strata: ids.map((stratum, at) => ({ ...stratum, count: totals[at]! })),
    days: [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, counts]) => ({ day, counts })),
  }
}
