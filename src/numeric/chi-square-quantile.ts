import { chiSquareUpperTail } from './chi-square.ts'
import { requireInteger, requireRange } from './require-range.ts'

/**
 * The x with P(X >= x) = `tail` of the chi-square distribution, by bisection to the last bits.
 *
 * @param tail - probability in (0, 1); .05 gives the 95% point.
 * @param df - degrees of freedom, integer >= 1.
 * @throws {NumericError} `out-of-range`.
 */
export function chiSquareUpperQuantile(tail: number, df: number): number {
  requireRange('tail', tail, Number.MIN_VALUE, 1 - Number.EPSILON)
  requireInteger('df', df, 1, 1e7)
  let low = 0
  let high = df + 1
  while (chiSquareUpperTail(high, df) > tail) high *= 2
  for (let step = 0; step < 100 && high - low > 4 * Number.EPSILON * high; step += 1) {
    const middle = (low + high) / 2
    if (chiSquareUpperTail(middle, df) > tail) low = middle
    else high = middle
  }
  return (low + high) / 2
}
