import { NumericError } from '../errors/numeric-error.ts'
import { predictableBets } from './betting-sequence.ts'
import { requireFinite, requireRange } from './require-range.ts'
import { sum } from './sum.ts'

/**
 * Half of the width of an interval for the mean of bounded values that holds for every sample size and distribution;
 * several times wider than the normal one, so that it is for guarantees alone.
 *
 * @param values - independent, at least two.
 * @param range - largest possible value minus the smallest, > 0.
 * @param alpha - error rate of one side in (0, 1); for two sides give half of it.
 * @throws {NumericError} `empty`, `out-of-range`, `non-finite`.
 * @see Maurer & Pontil 2009, theorem 4.
 */
export function empiricalBernsteinHalfWidth(values: readonly number[], range: number, alpha: number): number {
  requireFinite('values', values)
  requireRange('range', range, Number.MIN_VALUE, Number.MAX_VALUE)
  requireRange('alpha', alpha, Number.MIN_VALUE, 1 - Number.EPSILON)
  const n = values.length
  if (n < 2) throw new NumericError(`Expected at least two values, got ${n}`, { reason: 'empty' })
  const mean = sum(values) / n
  const variance = sum(values.map(value => (value - mean) ** 2)) / (n - 1)
  const rate = Math.log(2 / alpha)
  return Math.sqrt((2 * variance * rate) / n) + (7 * range * rate) / (3 * (n - 1))
}

/** Largest bet of the sequence below; at 1 its penalty would be infinite. */
const LARGEST_BET = 0.5

/**
 * Interval that covers the mean of values in [0, 1] at every time at once, in closed form: wider than the betting
 * interval and as free of assumptions.
 *
 * @param values - independent or in random order, at least one.
 * @param alpha - two-sided error rate in (0, 1).
 * @returns bounds after the last value, inside [0, 1].
 * @throws {NumericError} `empty`, `out-of-range`, `non-finite`.
 * @see Waudby-Smith & Ramdas 2024, theorem 2.
 */
export function empiricalBernsteinSequence(
  values: readonly number[],
  alpha: number,
): readonly [number, number] {
  if (values.length === 0)
    throw new NumericError('Expected at least one value, got none', { reason: 'empty' })
  const lowerOfMirror = lowerBound(
    values.map(value => 1 - value),
    alpha / 2,
  )
  return [Math.max(0, lowerBound(values, alpha / 2)), Math.min(1, 1 - lowerOfMirror)]
}

function lowerBound(values: readonly number[], alpha: number): number {
  const bets = predictableBets(values, alpha)
  let penalty = -Math.log(alpha)
  let weighted = 0
  let weight = 0
  let total = 0
  for (const [index, value] of values.entries()) {
    const bet = Math.min(bets[index] ?? 0, LARGEST_BET)
    const before = index === 0 ? 0 : total / index
    penalty += (value - before) ** 2 * (-Math.log1p(-bet) - bet)
    weighted += bet * value
    weight += bet
    total += value
  }
  return (weighted - penalty) / weight
}
