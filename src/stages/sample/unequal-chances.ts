import { sum } from '../../numeric/sum.ts'
import type { Draw, StratumSample } from '../../records/sample.ts'

/** Intervals so much wider are worth a sentence: half as many draws again would make up for it. */
const WORTH_TELLING = 1.25

/**
 * A sentence where draws of one stratum stand for such unequal numbers of traces that intervals widen by a quarter, else
 * none. Customers above their cap, long sessions and small cells do that; what is estimated stays the same.
 *
 * The factor is the ratio of standard errors of the stratified mean, each stratum's variance multiplied by Kish's
 * n sum(w^2) / sum(w)^2.
 *
 * @see Kish 1965, section 11.7.
 */
export function unequalChances(strata: readonly StratumSample[], draws: readonly Draw[]): readonly string[] {
  const drawsOf = Map.groupBy(draws, ({ stratumId }) => stratumId)
  const terms = strata.flatMap(({ stratumId, populationSize }) => {
    const weights = (drawsOf.get(stratumId) ?? []).map(draw => 1 / draw.inclusionProbability)
    if (weights.length === 0) return []
    const shares = sum(weights.map(weight => weight ** 2)) / sum(weights) ** 2
    return [{ equal: populationSize ** 2 / weights.length, unequal: populationSize ** 2 * shares }]
  })
  const factor = Math.sqrt(sum(terms.map(term => term.unequal)) / sum(terms.map(term => term.equal)))
  if (!(factor >= WORTH_TELLING)) return []
  return [
    `Customers above their cap, long sessions or small cells make the draws of a stratum stand for very unequal numbers of traces: intervals are about ${factor.toFixed(1)} times as wide as with equal chances (\`sampling.customer_cap\` raises the cap).`,
  ]
}
