import quantile from '@stdlib/stats-base-dists-t-quantile'
import { betaCdf } from './beta.ts'
import { normalCdf, normalQuantile } from './normal.ts'
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

/**
 * P(|T| >= |t|) of Student's t distribution; keeps its relative precision far out.
 *
 * @param df - degrees of freedom, > 0; infinity gives the normal distribution.
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see Abramowitz & Stegun 26.5.27.
 */
export function studentTTwoSided(t: number, df: number): number {
  requireRange('t', t, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
  requireRange('df', df, Number.MIN_VALUE, Number.POSITIVE_INFINITY)
  if (df === Number.POSITIVE_INFINITY) return 2 * normalCdf(-Math.abs(t))
  return t === 0 ? 1 : betaCdf(df / (df + t * t), df / 2, 0.5)
}
