import { InvariantError } from '../../errors/invariant-error.ts'
import { sum } from '../../numeric/sum.ts'

/** Quotas closer than this to an integer, and fractions closer than this to one another, are equal. */
const ROUNDING = 1e-9

/**
 * Integers closest to `quotas` that sum to `total`: each quota rounded down, the rest handed out one by
 * one to the largest fractions. Ties go to the larger weight, then to the earlier cell; a cell at its cap
 * gets no more.
 *
 * @param quotas - shape (cells,), >= 0, summing to `total`, none above its cell's cap.
 * @throws {InvariantError} when the caps cannot hold `total`.
 */
export function largestRemainder(
  cells: readonly { readonly weight: number; readonly cap: number }[],
  quotas: readonly number[],
  total: number,
): readonly number[] {
  const sizes = quotas.map(quota => Math.floor(quota + ROUNDING))
  let left = total - sum(sizes)
  const order = cells
    .map(({ weight, cap }, index) => ({ index, weight, cap, fraction: fractionOf(quotas[index] ?? 0) }))
    .sort((a, b) => b.fraction - a.fraction || b.weight - a.weight || a.index - b.index)
  for (const { index, cap } of order) {
    if (left <= 0) break
    const size = sizes[index] ?? 0
    if (size >= cap) continue
    sizes[index] = size + 1
    left -= 1
  }
  if (left !== 0) {
    throw new InvariantError('Rounding did not reach the target', { details: `${left} of ${total} left` })
  }
  return sizes
}

/** Fraction above the rounded-down quota, itself rounded so that equal quotas compare equal. */
function fractionOf(quota: number): number {
  const fraction = quota - Math.floor(quota + ROUNDING)
  return Math.round(fraction / ROUNDING)
}
