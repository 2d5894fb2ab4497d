import cdf from '@stdlib/stats-base-dists-normal-cdf'
import quantile from '@stdlib/stats-base-dists-normal-quantile'
import { requireRange } from './require-range.ts'

/**
 * Quantile of the standard normal distribution.
 *
 * @param p - probability in [0, 1]; the ends give minus and plus infinity.
 * @throws {NumericError} `out-of-range` outside [0, 1].
 */
export function normalQuantile(p: number): number {
  requireRange('p', p, 0, 1)
  return quantile(p, 0, 1)
}

/** P(Z <= z) of the standard normal distribution; keeps its relative precision in the lower tail. */
export function normalCdf(z: number): number {
  requireRange('z', z, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
  return cdf(z, 0, 1)
}
