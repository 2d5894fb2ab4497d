import quantile from '@stdlib/stats-base-dists-t-quantile'
import { normalQuantile } from './normal.ts'
import { requireRange } from './require-range.ts'

/**
 * Quantile of Student's t distribution.
 *
 * @param p - probability in [0, 1].
 * @param df - degrees of freedom, > 0, not necessarily an integer; infinity gives the normal quantile.
 * @throws {NumericError} `out-of-range`.
 */
export function studentTQuantile(p: number, df: number): number {
  requireRange('p', p, 0, 1)
  requireRange('df', df, Number.MIN_VALUE, Number.POSITIVE_INFINITY)
  return df === Number.POSITIVE_INFINITY ? normalQuantile(p) : quantile(p, df)
}
