import { requireInteger } from './require-range.ts'

export type SpeciesCounts = {
  /** Observations, integer >= 1. */
  readonly n: number
  /** Kinds seen exactly once, integer in [0, n]. */
  readonly once: number
  /** Kinds seen exactly twice, integer in [0, n / 2]. */
  readonly twice: number
}

export type SpeciesCoverage = {
  /** Chance that the next observation is of a kind already seen, in [0, 1] (Turing). */
  readonly coverage: number
  /** The same with Chao's correction; above Turing's where kinds were seen twice. */
  readonly adjusted: number
  /** Kinds not seen yet, at least: Chao's lower bound, >= 0. */
  readonly unseen: number
}

/**
 * How much of what there is to see was seen, from how often kinds were seen once and twice. Observations are taken as
 * independent and equally likely to be any member of the population.
 *
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see Good 1953; Chao & Jost 2012, equation 4a; Chao 1984, bias-corrected.
 */
export function goodTuringCoverage({ n, once, twice }: SpeciesCounts): SpeciesCoverage {
  requireInteger('n', n, 1, Number.MAX_SAFE_INTEGER)
  requireInteger('once', once, 0, n)
  requireInteger('twice', twice, 0, Math.floor((n - once) / 2))
  const rest = (n - 1) * once
  // All seen once and a single observation: nothing is known, and Turing's 0 says so.
  const adjusted = rest + 2 * twice === 0 ? 1 - once / n : 1 - (once / n) * (rest / (rest + 2 * twice))
  return {
    coverage: 1 - once / n,
    adjusted,
    unseen: (((n - 1) / n) * once * (once - 1)) / (2 * (twice + 1)),
  }
}

/** How many kinds were seen once and twice among these observations. */
export function speciesCountsOf(kinds: readonly string[]): SpeciesCounts {
  const counts = new Map<string, number>()
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const seen = (times: number): number => [...counts.values()].filter(count => count === times).length
  return { n: kinds.length, once: seen(1), twice: seen(2) }
}
