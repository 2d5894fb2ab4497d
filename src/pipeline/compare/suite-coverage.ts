import type { StratumId } from '../../records/ids.ts'
import type { Strata } from '../../records/strata.ts'
import { countedStrata, realTrafficCoverage } from '../../stages/coverage/strata-coverage.ts'

/** Real-traffic coverage of items in these strata; null without traffic. */
export function coverageOfItems(strata: Strata, items: readonly (StratumId | undefined)[]): number | null {
  return realTrafficCoverage(strata, countedStrata(strata, items)) ?? null
}

/**
 * Items somebody has to add to a frozen suite, per window after the first, so that its coverage never falls below what
 * it was in the first. Each is added where it covers most. Null with one window.
 *
 * @param weeks - the traffic's strata per window, oldest first.
 */
export function changesToHold(
  weeks: readonly Strata[],
  suite: readonly (StratumId | undefined)[],
): number | null {
  const [first, ...later] = weeks
  if (first === undefined || later.length === 0) return null
  const wanted = coverageOfItems(first, suite) ?? 0
  const items = [...suite]
  for (const strata of later) {
    for (const { stratumId, missing } of byGain(strata, items)) {
      for (let added = 0; added < missing && (coverageOfItems(strata, items) ?? 1) < wanted; added++) {
        items.push(stratumId)
      }
    }
  }
  return (items.length - suite.length) / later.length
}

/** Strata that lack items, those first where one more covers most of the traffic. */
function byGain(strata: Strata, items: readonly (StratumId | undefined)[]) {
  const shares = new Map(strata.strata.map(({ id, share }) => [id, share]))
  return countedStrata(strata, items)
    .map(({ stratumId, items: own, required }) => ({
      stratumId,
      missing: Math.max(0, required - own),
      gain: (shares.get(stratumId) ?? 0) / required,
    }))
    .filter(({ missing }) => missing > 0)
    .sort((left, right) => right.gain - left.gain)
}
