import { requireInteger, requireRange } from './require-range.ts'

/** Observations before which the normal approximation behind an asymptotic confidence sequence is not trusted. */
export const FIRST_COUNT = 100

export type AsymptoticOptions = {
  /** Two-sided error rate over all times together, in (0, 1); twice that of one side. */
  readonly alpha: number
  /** Number of observations at which the interval is to be narrowest; 500 unless given. */
  readonly targetCount?: number
}

/**
 * Half of the width of an interval for a mean that covers it at every count from about 100 on at the same time,
 * however often one looks and whatever makes one stop.
 *
 * @param variance - of one observation, as estimated so far, >= 0.
 * @param count - observations so far, integer >= 1.
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, theorem 2.2 and equation 17 for rho.
 */
export function asymptoticHalfWidth(variance: number, count: number, options: AsymptoticOptions): number {
  const { alpha, targetCount = 500 } = options
  requireRange('variance', variance, 0, Number.MAX_VALUE)
  requireInteger('count', count, 1, Number.MAX_SAFE_INTEGER)
  const rho2 = mixtureVariance(alpha, targetCount)
  const spread = count * rho2 + 1
  return Math.sqrt(
    ((2 * variance * spread) / (count * count * rho2)) * (Math.log(spread) / 2 - Math.log(alpha)),
  )
}

/**
 * Variance of the mixing distribution with which an asymptotic confidence sequence is narrowest at one count.
 *
 * @param alpha - two-sided error rate in (0, 1).
 * @param targetCount - >= 1.
 * @throws {NumericError} `out-of-range`, `non-finite`.
 */
export function mixtureVariance(alpha: number, targetCount: number): number {
  requireRange('alpha', alpha, Number.MIN_VALUE, 1 - Number.EPSILON)
  requireRange('targetCount', targetCount, 1, Number.MAX_SAFE_INTEGER)
  const twice = -2 * Math.log(alpha)
  return (twice + Math.log(twice + 1)) / targetCount
}

/**
 * What the absolute value of a sum of centred observations never exceeds, but with chance alpha, at any time: the
 * bound of the mixture sequential test.
 *
 * @param variance - of the sum: observations so far times the variance of one, >= 0.
 * @param rho - where the bound is tightest, > 0.
 * @param alpha - two-sided error rate in (0, 1).
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see Robbins 1970; Howard, Ramdas, McAuliffe & Sekhon 2021, equation 14.
 */
export function normalMixtureBound(variance: number, rho: number, alpha: number): number {
  requireRange('variance', variance, 0, Number.MAX_VALUE)
  requireRange('rho', rho, Number.MIN_VALUE, Number.MAX_VALUE)
  requireRange('alpha', alpha, Number.MIN_VALUE, 1 - Number.EPSILON)
  return Math.sqrt((variance + rho) * (Math.log((variance + rho) / rho) - 2 * Math.log(alpha)))
}
