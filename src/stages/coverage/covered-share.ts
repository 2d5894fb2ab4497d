import { betaQuantile } from '../../numeric/beta.ts'
import type { CoveredShare } from '../../records/coverage.ts'

const ALPHA = 0.05

/**
 * A share with the Clopper-Pearson interval of so many independent traces. For a mean of values between 0 and 1 it is
 * wider than needed, never narrower: nothing varies more than yes and no.
 *
 * @param estimate - in [0, 1].
 * @param n - traces it was counted over, >= 1.
 */
export function coveredShare(estimate: number, n: number): CoveredShare {
  const share = Math.min(1, Math.max(0, estimate))
  const count = share * n
  return {
    estimate: share,
    interval: [
      share === 0 ? 0 : betaQuantile(ALPHA / 2, count, n - count + 1),
      share === 1 ? 1 : betaQuantile(1 - ALPHA / 2, count + 1, n - count),
    ],
    n,
  }
}
