import { normalQuantile } from './normal.ts'
import { requireInteger, requireRange } from './require-range.ts'

/**
 * Agresti-Min interval of the paired difference (won - lost) / n, clipped to [-1, 1].
 *
 * @param won - pairs only the candidate got right, integer >= 0.
 * @param lost - pairs only the baseline got right, integer >= 0.
 * @param n - all pairs, ties included, integer >= max(1, won + lost).
 * @param confidence - two-sided, in (0, 1); .90 makes each end a one-sided 95% bound.
 * @throws {NumericError} `out-of-range`.
 * @see Agresti & Min 2005: half a pair is added to each of the four cells.
 */
export function agrestiMinInterval(
  won: number,
  lost: number,
  n: number,
  confidence: number,
): [number, number] {
  requireInteger('won', won, 0, Number.MAX_SAFE_INTEGER)
  requireInteger('lost', lost, 0, Number.MAX_SAFE_INTEGER)
  requireInteger('n', n, Math.max(1, won + lost), Number.MAX_SAFE_INTEGER)
  requireRange('confidence', confidence, Number.EPSILON, 1 - Number.EPSILON)
  const z = normalQuantile((1 + confidence) / 2)
  const pairs = n + 2
  const net = won - lost
  const discordant = won + lost + 1
  const standardError = Math.sqrt(discordant - (net * net) / pairs) / pairs
  const centre = net / pairs
  return [Math.max(-1, centre - z * standardError), Math.min(1, centre + z * standardError)]
}
