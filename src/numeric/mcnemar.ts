import { binomialUpperTail } from './binomial.ts'
import { requireInteger } from './require-range.ts'

/**
 * One-sided exact McNemar p-value that the candidate is worse: P(Bin(won + lost, 1/2) >= lost).
 *
 * @param won - pairs only the candidate got right, integer >= 0.
 * @param lost - pairs only the baseline got right, integer >= 0.
 * @returns in (0, 1]; 1 without a discordant pair.
 * @throws {NumericError} `out-of-range` for counts that are not non-negative integers.
 */
export function mcnemarWorse(won: number, lost: number): number {
  requireCounts(won, lost)
  return binomialUpperTail(lost, won + lost, 0.5)
}

/**
 * Two-sided exact McNemar p-value: twice the smaller tail, at most 1.
 *
 * @param won - pairs only the candidate got right, integer >= 0.
 * @param lost - pairs only the baseline got right, integer >= 0.
 * @returns in (0, 1]; 1 without a discordant pair.
 * @throws {NumericError} `out-of-range` for counts that are not non-negative integers.
 */
export function mcnemarTwoSided(won: number, lost: number): number {
  requireCounts(won, lost)
  return Math.min(1, 2 * binomialUpperTail(Math.max(won, lost), won + lost, 0.5))
}

function requireCounts(won: number, lost: number): void {
  requireInteger('won', won, 0, Number.MAX_SAFE_INTEGER)
  requireInteger('lost', lost, 0, Number.MAX_SAFE_INTEGER)
}
