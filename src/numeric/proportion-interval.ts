import { betaQuantile } from './beta.ts'
import { normalQuantile } from './normal.ts'
import { requireInteger, requireRange } from './require-range.ts'

/**
 * Wilson score interval of a proportion, within [0, 1].
 *
 * @param k - successes, integer in [0, n].
 * @param n - trials, integer >= 1: no trials have no interval.
 * @param confidence - two-sided, in (0, 1); .90 makes each end a one-sided 95% bound.
 * @throws {NumericError} `out-of-range`.
 * @see Wilson 1927.
 */
export function wilsonInterval(k: number, n: number, confidence: number): [number, number] {
  requireCounts(k, n, confidence)
  const z = normalQuantile((1 + confidence) / 2)
  const p = k / n
  const denominator = 1 + (z * z) / n
  const centre = (p + (z * z) / (2 * n)) / denominator
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / denominator
  // The ends are exactly 0 and 1 there; the subtraction leaves rounding dust.
  return [k === 0 ? 0 : centre - half, k === n ? 1 : centre + half]
}

/**
 * Clopper-Pearson ("exact") interval of a proportion: covers at least at the stated confidence.
 *
 * @param k - successes, integer in [0, n].
 * @param n - trials, integer >= 1.
 * @param confidence - two-sided, in (0, 1).
 * @throws {NumericError} `out-of-range`.
 * @see Clopper & Pearson 1934.
 */
export function clopperPearsonInterval(k: number, n: number, confidence: number): [number, number] {
  requireCounts(k, n, confidence)
  const alpha = 1 - confidence
  return [
    k === 0 ? 0 : betaQuantile(alpha / 2, k, n - k + 1),
    k === n ? 1 : betaQuantile(1 - alpha / 2, k + 1, n - k),
  ]
}

function requireCounts(k: number, n: number, confidence: number): void {
  requireInteger('n', n, 1, Number.MAX_SAFE_INTEGER)
  requireInteger('k', k, 0, n)
  requireRange('confidence', confidence, Number.EPSILON, 1 - Number.EPSILON)
}
