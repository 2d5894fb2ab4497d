import cdf from '@stdlib/stats-base-dists-chisquare-cdf'
import { normalCdf } from './normal.ts'
import { requireInteger, requireRange } from './require-range.ts'

/** Below this the subtraction `1 - cdf` has lost too many digits to rank p-values by. */
const SMALL_TAIL = 1e-3

/**
 * P(X >= x) of the chi-square distribution.
 *
 * Small tails are summed directly (Abramowitz & Stegun 26.4.4 and 26.4.5), because p-values of busy
 * weeks are far below the rounding error of `1 - cdf`.
 *
 * @param x - statistic, >= 0.
 * @param df - degrees of freedom, integer >= 1.
 * @throws {NumericError} `out-of-range`.
 */
export function chiSquareUpperTail(x: number, df: number): number {
  requireRange('x', x, 0, Number.POSITIVE_INFINITY)
  requireInteger('df', df, 1, 1e7)
  const tail = 1 - cdf(x, df)
  return tail > SMALL_TAIL ? tail : smallUpperTail(x, df)
}

function smallUpperTail(x: number, df: number): number {
  if (x === Number.POSITIVE_INFINITY) return 0
  const half = x / 2
  const isOdd = df % 2 === 1
  let tail = isOdd ? 2 * normalCdf(-Math.sqrt(x)) : Math.exp(-half)
  // Terms e^-half half^s / gamma(s + 1), s = df/2 - 1, df/2 - 2, ..., in logarithms against underflow.
  let logTerm = isOdd ? Math.log(2 * Math.sqrt(half / Math.PI)) - half : Math.log(half) - half
  for (let s = isOdd ? 0.5 : 1; s < df / 2; s += 1) {
    tail += Math.exp(logTerm)
    logTerm += Math.log(half / (s + 1))
  }
  return tail
}
