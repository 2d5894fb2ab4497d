import cdf from '@stdlib/stats-base-dists-binomial-cdf'
import { requireInteger, requireRange } from './require-range.ts'

/**
 * P(X >= k) of the binomial distribution with `n` trials of success probability `p`.
 *
 * Computed as P(n - X <= n - k), because `1 - P(X <= k - 1)` loses every digit of a small tail.
 *
 * @param k - integer; at most 0 gives 1, above `n` gives 0.
 * @throws {NumericError} `out-of-range`.
 */
export function binomialUpperTail(k: number, n: number, p: number): number {
  requireInteger('n', n, 0, Number.MAX_SAFE_INTEGER)
  requireInteger('k', k, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
  requireRange('p', p, 0, 1)
  if (k <= 0) return 1
  if (k > n) return 0
  return cdf(n - k, n, 1 - p)
}
