import { NumericError } from '../errors/numeric-error.ts'
import { normalQuantile } from './normal.ts'
import { requireRange } from './require-range.ts'

export type PowerOptions = {
  /** One-sided error rate of the test; .05 unless given. */
  readonly alpha?: number
  /** Chance to see a drop of that size; .8 unless given. */
  readonly power?: number
}

/**
 * Smallest true difference that a one-sided test sees with the wanted power:
 * (z_{1-alpha} + z_power) sigma / sqrt(n), which is 2.4865 sigma / sqrt(n) by default.
 *
 * @param standardDeviation - of the paired differences, >= 0.
 * @param sampleSize - effective number of pairs, > 0. With a standard error at hand pass it and 1.
 * @throws {NumericError} `out-of-range`, `non-finite`.
 */
export function smallestDetectableDifference(
  standardDeviation: number,
  sampleSize: number,
  options: PowerOptions = {},
): number {
  requireRange('standardDeviation', standardDeviation, 0, Number.MAX_VALUE)
  requireRange('sampleSize', sampleSize, Number.MIN_VALUE, Number.MAX_VALUE)
  return (standardScore(options) * standardDeviation) / Math.sqrt(sampleSize)
}

/**
 * Pairs needed to see a difference of `margin` with the wanted power, at least 1, rounded up.
 *
 * @param standardDeviation - of the paired differences, >= 0.
 * @param margin - difference to see, > 0.
 * @throws {NumericError} `out-of-range`, `non-finite`.
 */
export function sampleSizeForMargin(
  standardDeviation: number,
  margin: number,
  options: PowerOptions = {},
): number {
  requireRange('standardDeviation', standardDeviation, 0, Number.MAX_VALUE)
  requireRange('margin', margin, Number.MIN_VALUE, Number.MAX_VALUE)
  const ratio = (standardScore(options) * standardDeviation) / margin
  return Math.max(1, Math.ceil(ratio * ratio))
}

function standardScore({ alpha = 0.05, power = 0.8 }: PowerOptions): number {
  requireRange('alpha', alpha, Number.EPSILON, 1 - Number.EPSILON)
  requireRange('power', power, Number.EPSILON, 1 - Number.EPSILON)
  if (power <= alpha) {
    throw new NumericError(`Expected \`power\` above \`alpha\` (${alpha}), got ${power}`, {
      reason: 'out-of-range',
    })
  }
  return normalQuantile(1 - alpha) + normalQuantile(power)
}
