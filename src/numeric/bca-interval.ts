import { NumericError } from '../errors/numeric-error.ts'
import { normalCdf, normalQuantile } from './normal.ts'
import { type Rng, randomInteger } from './random.ts'
import { requireInteger, requireRange } from './require-range.ts'
import { sum } from './sum.ts'

export type BcaOptions = {
  /** Two-sided error rate in (0, 1). */
  readonly alpha: number
  /** Resamples, integer >= 100. */
  readonly resamples: number
  readonly rng: Rng
}

/**
 * Bootstrap interval of a mean, corrected for bias and skew: a cross-check of the interval the gate decides by.
 *
 * @param units - one value per independent unit: sum what belongs to one session first, never split it.
 * @returns undefined where all units are equal: resampling says nothing about the spread.
 * @throws {NumericError} `empty` below two units; `out-of-range`, `non-finite`.
 * @see Efron 1987; DiCiccio & Efron 1996, equations 2.3 and 6.6, with ties as `scipy.stats.bootstrap` counts them.
 */
export function bcaInterval(
  units: readonly number[],
  { alpha, resamples, rng }: BcaOptions,
): readonly [number, number] | undefined {
  requireRange('alpha', alpha, Number.MIN_VALUE, 1 - Number.EPSILON)
  requireInteger('resamples', resamples, 100, Number.MAX_SAFE_INTEGER)
  const acceleration = bcaAcceleration(units)
  if (acceleration === undefined) return undefined
  const estimate = sum(units) / units.length
  const means = Float64Array.from({ length: resamples }, () => {
    let total = 0
    for (let drawn = 0; drawn < units.length; drawn += 1)
      total += units[randomInteger(rng, units.length)] ?? 0
    return total / units.length
  }).sort()
  // Half of the ties count as below: differences of pairs take few values, and every other count would be a bias. Sums in
  // another order differ in the last bits.
  const tolerance = 1e-12 * Math.max(1, Math.abs(estimate))
  const below = means.filter(mean => mean < estimate - tolerance).length
  const tied = means.filter(mean => Math.abs(mean - estimate) <= tolerance).length
  const bias = normalQuantile(Math.min(Math.max(below + tied / 2, 1), resamples - 1) / resamples)
  const endAt = (p: number): number => {
    const shifted = bias + normalQuantile(p)
    const level = normalCdf(bias + shifted / (1 - acceleration * shifted))
    return means[Math.min(resamples - 1, Math.floor(level * resamples))] ?? Number.NaN
  }
  return [endAt(alpha / 2), endAt(1 - alpha / 2)]
}

/**
 * Acceleration of the bootstrap of a mean, from leaving out one unit at a time: how fast its error changes with it.
 *
 * @returns undefined where all units are equal.
 * @throws {NumericError} `empty` below two units.
 */
export function bcaAcceleration(units: readonly number[]): number | undefined {
  const n = units.length
  if (n < 2) throw new NumericError(`Expected at least two units, got ${n}`, { reason: 'empty' })
  const total = sum(units)
  const without = units.map(unit => (total - unit) / (n - 1))
  const centre = sum(without) / n
  const squares = sum(without.map(value => (centre - value) ** 2))
  return squares > 0 ? sum(without.map(value => (centre - value) ** 3)) / (6 * squares ** 1.5) : undefined
}
