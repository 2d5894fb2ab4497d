import { createHash } from 'node:crypto'
import { agrestiMinInterval } from '../../numeric/agresti-min.ts'
import { mcnemarTwoSided } from '../../numeric/mcnemar.ts'
import { sum } from '../../numeric/sum.ts'
import type { CrossCheck } from '../../records/calibration.ts'
import type { TraceId } from '../../records/ids.ts'

/** Candidate's score minus the baseline's, by pair; undefined: the judge gave no score. */
export type PairDifferences = {
  readonly judge: string
  readonly differences: ReadonlyMap<TraceId, number | undefined>
}

/** Pairs that a judge of the candidate's or baseline's family is checked on (product definition 8). */
export const SAME_FAMILY_PAIRS = 200

const DOMAIN = 'tidegate/cross-check/1'
const CONFIDENCE = 0.95
const ALPHA = 0.05

/**
 * Whether two judges differ in which side they favour. Each pair that both scored counts once, by whether the primary
 * judge is kinder to the candidate, harder on it, or neither: under judges without an effect the first two are equally
 * likely (exact McNemar, that is the sign test).
 *
 * @param primary - its pairs are all that are looked at: the random subset.
 */
export function crossCheck(primary: PairDifferences, secondary: PairDifferences): CrossCheck {
  const shifts: number[] = []
  let missing = 0
  for (const [id, ofPrimary] of primary.differences) {
    const ofSecondary = secondary.differences.get(id)
    if (ofPrimary === undefined || ofSecondary === undefined) missing += 1
    else shifts.push(ofPrimary - ofSecondary)
  }
  const pairs = shifts.length
  const kinder = shifts.filter(shift => shift > 0).length
  const harder = shifts.filter(shift => shift < 0).length
  const names = { primary: primary.judge, secondary: secondary.judge, pairs, missing, kinder, harder }
  if (pairs === 0) {
    const nothing = { effect: null, interval: null, pValue: null, meanShift: null }
    return { ...names, ...nothing, verdict: 'not-evaluated' }
  }
  const pValue = mcnemarTwoSided(kinder, harder)
  return {
    ...names,
    effect: (kinder - harder) / pairs,
    interval: agrestiMinInterval(kinder, harder, pairs, CONFIDENCE),
    pValue,
    meanShift: sum(shifts) / pairs,
    verdict: pValue <= ALPHA ? 'differs' : 'no-difference-shown',
  }
}

/**
 * At most `size` of the pairs, a simple random sample by hash of seed and id: the order of the ids does not matter, and
 * a larger subset holds the smaller one.
 */
export function crossCheckSubset(ids: readonly TraceId[], size: number, seed: string): readonly TraceId[] {
  const ranked = ids.map(id => ({
    id,
    rank: createHash('sha256')
      .update(JSON.stringify([DOMAIN, seed, id]))
      .digest('hex'),
  }))
  return ranked
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, size)
    .map(({ id }) => id)
}
