import cdf from '@stdlib/stats-base-dists-beta-cdf'
import quantile from '@stdlib/stats-base-dists-beta-quantile'
import { requireRange } from './require-range.ts'

/**
 * Quantile of the beta distribution with shapes `a` and `b`.
 *
 * @param p - probability in [0, 1].
 * @throws {NumericError} `out-of-range` for a probability outside [0, 1] or a shape that is not positive.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  requireRange('p', p, 0, 1)
  requireShapes(a, b)
  return quantile(p, a, b)
}

/**
 * P(X <= x) of the beta distribution: the regularised incomplete beta function I_x(a, b).
 *
 * @throws {NumericError} `out-of-range` for a shape that is not positive.
 */
export function betaCdf(x: number, a: number, b: number): number {
  requireRange('x', x, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
  requireShapes(a, b)
  return cdf(x, a, b)
}

function requireShapes(a: number, b: number): void {
  requireRange('a', a, Number.MIN_VALUE, Number.MAX_VALUE)
  requireRange('b', b, Number.MIN_VALUE, Number.MAX_VALUE)
}
