import type { ShareCounts } from '../records/drift.ts'
import type { StratumId } from '../records/ids.ts'

/** The counts of a window: clusters `s00`, `s01`, ... without times, so that draws are taken as independent. */
export function buildShareCounts(counts: readonly number[]): ShareCounts {
  return {
    strata: counts.map((count, index) => {
      const name = stratumName(index)
      return { stratumId: name as StratumId, kind: 'cluster', label: `label ${name}`, count }
    }),
    days: [],
  }
}

/** The counts of a window day by day, `days[d][k]` traces of stratum k on day d; the last stratum may be noise. */
export function buildDailyCounts(
  days: readonly (readonly number[])[],
  options: { readonly hasNoise?: boolean } = {},
): ShareCounts {
  const strata = days[0]?.length ?? 0
  const totals = Array.from({ length: strata }, (_, k) => days.reduce((sum, day) => sum + (day[k] ?? 0), 0))
  const built = buildShareCounts(totals)
  return {
    strata: built.strata.map((stratum, index) =>
      options.hasNoise === true && index === strata - 1
        ? { ...stratum, stratumId: 'noise' as StratumId, kind: 'noise', label: 'unclustered' }
        : stratum,
    ),
    days: days.map((counts, day) => ({ day: `2026-11-${String(day + 1).padStart(2, '0')}`, counts })),
  }
}

function stratumName(index: number): string {
  return `s${String(index).padStart(2, '0')}`
}
