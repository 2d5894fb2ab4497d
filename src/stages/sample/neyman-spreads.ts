import { requireFinite, requireInteger } from '../../numeric/require-range.ts'
import { sum } from '../../numeric/sum.ts'
import type { StratumId } from '../../records/ids.ts'

/** Paired differences of an earlier week in one stratum. */
export type ObservedSpread = {
  /** Differences seen, integer >= 2. */
  readonly count: number
  /** Their sample variance, >= 0. */
  readonly variance: number
}

/** How many observations the pooled variance counts for. */
const PRIOR_COUNT = 20

/** A stratum's spread is at least this share of the pooled one: ties so far are not a promise of ties. */
const SMALLEST_SHARE = 0.1

/**
 * Spreads for the `neyman` allocation: each stratum's standard deviation, shrunk towards the pooled one
 * because a few earlier differences say little, and never 0. Empty when nothing ever differed.
 *
 * S_h^2 = (20 S_pool^2 + (m_h - 1) s_h^2) / (20 + m_h - 1).
 *
 * @throws {NumericError} `out-of-range`, `non-finite`.
 */
export function neymanSpreads(
  observed: ReadonlyMap<StratumId, ObservedSpread>,
): ReadonlyMap<StratumId, number> {
  const rows = [...observed]
  for (const [, { count }] of rows) requireInteger('count', count, 2, Number.MAX_SAFE_INTEGER)
  requireFinite(
    'variance',
    rows.map(([, { variance }]) => variance),
  )
  const freedom = sum(rows.map(([, { count }]) => count - 1))
  const pooled = sum(rows.map(([, { count, variance }]) => (count - 1) * variance)) / Math.max(1, freedom)
  if (pooled <= 0) return new Map()
  return new Map(
    rows.map(([id, { count, variance }]) => {
      const shrunk = (PRIOR_COUNT * pooled + (count - 1) * variance) / (PRIOR_COUNT + count - 1)
      return [id, Math.sqrt(Math.max(shrunk, SMALLEST_SHARE ** 2 * pooled))]
    }),
  )
}
