import { normalQuantile } from './normal.ts'
import { requireInteger, requireRange } from './require-range.ts'

export type ChapmanEstimate = {
  /** Estimated size of the whole. */
  readonly total: number
  readonly standardError: number
  /** Of the whole, what neither detector saw. */
  readonly unseen: number
  /** Of the total; log-normal in what is unseen, so that it never falls below what was seen. */
  readonly interval: readonly [number, number]
}

/**
 * How many there are, from two independent detectors and their overlap (capture-recapture). Where what the one sees
 * the other tends to see as well, it is too low; with an overlap below 7 it is not worth stating.
 *
 * @param first - found by the first, integer >= 0.
 * @param second - found by the second, integer >= 0.
 * @param both - found by both, integer in [0, min(first, second)].
 * @param confidence - two-sided, in (0, 1).
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see Chapman 1951; Seber 1970 for the variance; Chao 1987 for the interval.
 */
export function chapmanEstimate(
  first: number,
  second: number,
  both: number,
  confidence: number,
): ChapmanEstimate {
  requireInteger('first', first, 0, Number.MAX_SAFE_INTEGER)
  requireInteger('second', second, 0, Number.MAX_SAFE_INTEGER)
  requireInteger('both', both, 0, Math.min(first, second))
  requireRange('confidence', confidence, Number.EPSILON, 1 - Number.EPSILON)
  const product = (first + 1) * (second + 1)
  const total = product / (both + 1) - 1
  const seen = first + second - both
  const unseen = total - seen
  const variance = (product * (first - both) * (second - both)) / ((both + 1) ** 2 * (both + 2))
  // One detector saw all the other did: nothing is left to be unseen, and the logarithm has no say.
  if (unseen <= 0) return { total, standardError: Math.sqrt(variance), unseen: 0, interval: [seen, seen] }
  const z = normalQuantile((1 + confidence) / 2)
  const factor = Math.exp(z * Math.sqrt(Math.log1p(variance / unseen ** 2)))
  return {
    total,
    standardError: Math.sqrt(variance),
    unseen,
    interval: [seen + unseen / factor, seen + unseen * factor],
  }
}
