import { normalCdf, normalQuantile } from './normal.ts'
import { requireRange } from './require-range.ts'

/** How a one-sided error rate is given out over the looks of a sequential test. */
export type AlphaSpending =
  /** Hardly anything early: the last look is almost the fixed test. */
  | { readonly kind: 'obrien-fleming' }
  /** Nearly equal bounds at every look. */
  | { readonly kind: 'pocock' }
  /** `gamma` below 0 spends late, above 0 early; 0 is not allowed. */
  | { readonly kind: 'hwang-shih-decani'; readonly gamma: number }

/**
 * The part of `alpha` that may have been spent once a fraction of the information has been seen: 0 at 0, `alpha` at 1,
 * increasing between.
 *
 * @param alpha - one-sided error rate in (0, 1).
 * @param informationFraction - in [0, 1].
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see Lan & DeMets 1983 (O'Brien-Fleming and Pocock types); Hwang, Shih & DeCani 1990.
 */
export function spentAlpha(spending: AlphaSpending, alpha: number, informationFraction: number): number {
  requireRange('alpha', alpha, Number.MIN_VALUE, 1 - Number.EPSILON)
  requireRange('informationFraction', informationFraction, 0, 1)
  if (informationFraction === 0) return 0
  if (informationFraction === 1) return alpha
  switch (spending.kind) {
    case 'obrien-fleming':
      return 2 * normalCdf(normalQuantile(alpha / 2) / Math.sqrt(informationFraction))
    case 'pocock':
      return alpha * Math.log1p((Math.E - 1) * informationFraction)
    case 'hwang-shih-decani': {
      requireRange('|gamma|', Math.abs(spending.gamma), Number.MIN_VALUE, Number.MAX_VALUE)
      return (alpha * Math.expm1(-spending.gamma * informationFraction)) / Math.expm1(-spending.gamma)
    }
  }
}
