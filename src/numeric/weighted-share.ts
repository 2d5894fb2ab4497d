import { NumericError } from '../errors/numeric-error.ts'
import { betaQuantile } from './beta.ts'
import { requireRange } from './require-range.ts'
import { sum } from './sum.ts'

/** One unit of a probability sample. */
export type WeightedUnit = {
  /** 1 / inclusion probability, > 0, on any scale. */
  readonly weight: number
  /** In [0, 1]: 1 where it has what is counted; between where people disagree. */
  readonly value: number
}

export type WeightedShare = {
  readonly estimate: number
  readonly interval: readonly [number, number]
  readonly n: number
  /** Equally weighted units that would carry as much (Kish); n where the weights are equal. */
  readonly effectiveSize: number
}

/**
 * Share of the population behind a weighted sample, with a Clopper-Pearson interval at the effective sample size:
 * the exact one where all weights are equal and values are 0 or 1, nearly so elsewhere.
 *
 * @param confidence - two-sided, in (0, 1).
 * @returns undefined without a unit: no data is no share.
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see Clopper & Pearson 1934; Korn & Graubard 1998, with Kish's effective size, which a share of 0 has too.
 */
export function weightedShare(units: readonly WeightedUnit[], confidence: number): WeightedShare | undefined {
  requireRange('confidence', confidence, Number.EPSILON, 1 - Number.EPSILON)
  for (const { weight, value } of units) {
    requireRange('value', value, 0, 1)
    if (!(weight > 0 && Number.isFinite(weight))) {
      throw new NumericError(`Expected a finite \`weight\` > 0, got ${weight}`, { reason: 'out-of-range' })
    }
  }
  const n = units.length
  if (n === 0) return undefined
  // Relative to the mean, which is exactly 1 for equal weights: no rounding enters the exact case.
  const mean = sum(units.map(unit => unit.weight)) / n
  const weights = units.map(unit => unit.weight / mean)
  const effectiveSize = Math.min(n, sum(weights) ** 2 / sum(weights.map(weight => weight * weight)))
  const estimate = Math.min(1, sum(units.map(({ value }, i) => value * (weights[i] ?? 0))) / n)
  const count = estimate * effectiveSize
  const alpha = 1 - confidence
  const interval = [
    estimate === 0 ? 0 : betaQuantile(alpha / 2, count, effectiveSize - count + 1),
    estimate === 1 ? 1 : betaQuantile(1 - alpha / 2, count + 1, effectiveSize - count),
  ] as const
  return { estimate, interval, n, effectiveSize }
}
