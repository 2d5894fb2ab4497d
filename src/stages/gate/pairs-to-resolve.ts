import { sampleSizeForMargin } from '../../numeric/power.ts'

/** Beyond this the difference lies on the margin itself and no sample size is worth naming. */
const LARGEST_SAMPLE = 10_000_000

/**
 * Pairs with which a verdict is expected in four of five runs, at the spread seen so far: enough to tell a
 * drop of the margin from none; where that many were judged already, enough to tell the difference that
 * was seen from the nearest bound of the rule.
 *
 * @param standardDeviation - of the paired differences, as one pair of an unweighted sample would have it.
 * @returns more than `n`; null when no feasible number would do.
 */
export function pairsToResolve(
  estimate: number,
  standardDeviation: number,
  n: number,
  deltaThreshold: number,
): number | null {
  const forMargin = sampleSizeForMargin(standardDeviation, deltaThreshold)
  if (forMargin > n) return forMargin
  const distance = estimate > -deltaThreshold ? estimate + deltaThreshold : -estimate
  const forDifference = sampleSizeForMargin(standardDeviation, distance)
  return forDifference > n && forDifference <= LARGEST_SAMPLE ? forDifference : null
}
