import { formatDifference, formatShareInWords } from '../../numeric/format-number.ts'
import type { Gates, Outcome } from '../../records/decision.ts'
import type { GatePolicy } from './gate-policy.ts'

/** The article's rule on the same numbers: its verdict and, as a sentence, what gave it. */
export type PointVerdict = { readonly outcome: Outcome; readonly reason: string }

/**
 * What the article's rule would say: FAIL when an estimate, as it stands, has dropped by the margin or the success rate
 * on the adversarial set is below the floor, else PASS. Bounds, slices and failure modes have no say, so that about half
 * of all candidates exactly at the margin, and of noisy equal ones many, are decided by chance; it is kept to compare
 * with. A recorded outcome on every pair decides alone, as in the other rule, and the composite joins where it exists.
 *
 * @returns INCONCLUSIVE only when nothing was estimated.
 * @see statistics note, section 2.5, last column of its table.
 */
export function pointRule(
  { global, outcome, adversarial }: Gates,
  { deltaThreshold, adversarialFloor }: GatePolicy,
): PointVerdict {
  const differences = [
    ...(global.verdict === 'not-evaluated' ? [] : global.endpoints.map(({ estimate }) => estimate)),
    outcome.estimate,
    adversarial.composite,
  ].filter(estimate => estimate !== null)
  const worst = differences.length === 0 ? undefined : Math.min(...differences)
  const share = adversarial.estimate ?? undefined
  const parts = [
    ...(worst === undefined
      ? []
      : [`worst difference ${formatDifference(worst)}, margin ${formatDifference(-deltaThreshold)}`]),
    ...(share === undefined
      ? []
      : [`adversarial success ${formatShareInWords(share)}, floor ${formatShareInWords(adversarialFloor)}`]),
  ]
  if (parts.length === 0) return { outcome: 'INCONCLUSIVE', reason: 'nothing was estimated' }
  const isDropped = worst !== undefined && worst <= -deltaThreshold
  const isBelow = share !== undefined && share < adversarialFloor
  return { outcome: isDropped || isBelow ? 'FAIL' : 'PASS', reason: parts.join('; ') }
}
