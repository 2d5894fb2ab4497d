import { normalQuantile } from './normal.ts'
import { requireInteger, requireRange } from './require-range.ts'

/**
 * Wilson score interval of a share whose variance is `factor` times that of independent draws, within [0, 1]. Factor 1
 * gives `wilsonInterval`.
 *
 * @param count - integer in [0, total].
 * @param total - integer >= 1.
 * @param factor - overdispersion, >= 1.
 * @param confidence - two-sided, in (0, 1).
 * @throws {NumericError} `out-of-range`.
 * @see Wilson 1927, with factor p (1 - p) / n for the variance in the quadratic that is solved.
 */
export function shareInterval(
  count: number,
  total: number,
  factor: number,
  confidence: number,
): readonly [number, number] {
  requireInteger('total', total, 1, Number.MAX_SAFE_INTEGER)
  requireInteger('count', count, 0, total)
  requireRange('factor', factor, 1, Number.MAX_VALUE)
  requireRange('confidence', confidence, Number.EPSILON, 1 - Number.EPSILON)
  const z = normalQuantile((1 + confidence) / 2)
  const share = count / total
  const spread = (z * z * factor) / total
  const centre = (share + spread / 2) / (1 + spread)
  const half = Math.sqrt(share * (1 - share) * spread + (spread * spread) / 4) / (1 + spread)
  // The ends are exactly 0 and 1 there; the subtraction leaves rounding dust.
  return [count === 0 ? 0 : centre - half, count === total ? 1 : centre + half]
}
