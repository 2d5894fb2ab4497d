import type { StratumId } from '../../records/ids.ts'
import type { Strata } from '../../records/strata.ts'

/** Items from which on a stratum counts as covered whole (statistics note, section 6). */
const ENOUGH_ITEMS = 30

export type CountedStratum = {
  readonly stratumId: StratumId
  readonly items: number
  readonly required: number
  readonly covered: number
}

/**
 * How far each stratum is covered by the number of its items: min(1, m / 30). A stratum with fewer traces than that
 * needs no more items than it has traces.
 *
 * @param itemStrata - stratum of each item; undefined for one that belongs to none, which covers nothing.
 */
export function countedStrata(
  { strata }: Strata,
  itemStrata: readonly (StratumId | undefined)[],
): readonly CountedStratum[] {
  const counts = new Map<StratumId | undefined, number>()
  for (const id of itemStrata) counts.set(id, (counts.get(id) ?? 0) + 1)
  return strata.map(({ id, members }) => {
    const items = counts.get(id) ?? 0
    const required = Math.max(1, Math.min(ENOUGH_ITEMS, members.length))
    return { stratumId: id, items, required, covered: Math.min(1, items / required) }
  })
}

/**
 * Real-traffic coverage, RTC = sum of share x covered; in [0, 1].
 *
 * @param riskOf - how much a trace of the stratum matters (the rate at which production fails there); with it the
 *   result is the share of the risk that is covered. Default: every trace the same.
 * @returns undefined without traffic, or without risk.
 * @see statistics note, section 6.
 */
export function realTrafficCoverage(
  { strata }: Strata,
  counted: readonly CountedStratum[],
  riskOf: (stratumId: StratumId) => number = () => 1,
): number | undefined {
  const coveredBy = new Map(counted.map(({ stratumId, covered }) => [stratumId, covered]))
  let covered = 0
  let all = 0
  for (const { id, share } of strata) {
    const weight = share * riskOf(id)
    all += weight
    covered += weight * (coveredBy.get(id) ?? 0)
  }
  return all > 0 ? covered / all : undefined
}
