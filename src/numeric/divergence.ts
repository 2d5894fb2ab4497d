import { NumericError } from '../errors/numeric-error.ts'
import { requireRange } from './require-range.ts'
import { sum } from './sum.ts'

/**
 * Population stability index of two lists of counts over the same categories: sum of (q - p) ln(q / p), >= 0, in nats.
 * Undefined when a category is empty on one side alone, where it is infinite.
 *
 * @throws {NumericError} `empty` when a side has no count, `out-of-range`, `non-finite`.
 * @see Yurdakul 2018. The symmetric form of Kullback-Leibler divergence (Jeffreys).
 */
export function populationStabilityIndex(a: readonly number[], b: readonly number[]): number | undefined {
  const pairs = sharePairs(a, b)
  if (pairs.some(([p, q]) => p === 0 || q === 0)) return undefined
  return sum(pairs.map(([p, q]) => (q - p) * Math.log(q / p)))
}

/**
 * Jensen-Shannon divergence of two lists of counts over the same categories, in bits: in [0, 1]. Its square root is a
 * metric.
 *
 * @throws {NumericError} `empty` when a side has no count, `out-of-range`, `non-finite`.
 * @see Lin 1991; Endres & Schindelin 2003.
 */
export function jensenShannonDivergence(a: readonly number[], b: readonly number[]): number {
  const towardsMiddle = (p: number, middle: number) => (p === 0 ? 0 : (p * Math.log2(p / middle)) / 2)
  const bits = sum(
    sharePairs(a, b).flatMap(([p, q]) => [towardsMiddle(p, (p + q) / 2), towardsMiddle(q, (p + q) / 2)]),
  )
  // Rounding leaves -1e-17 for equal shares.
  return Math.max(0, bits)
}

/**
 * Total variation distance of two lists of counts over the same categories, in [0, 1]: the share of the traffic that
 * is elsewhere.
 *
 * @throws {NumericError} `empty` when a side has no count, `out-of-range`, `non-finite`.
 */
export function totalVariation(a: readonly number[], b: readonly number[]): number {
  return sum(sharePairs(a, b).map(([p, q]) => Math.abs(p - q))) / 2
}

/** Shares of both sides per category; categories empty on both sides carry nothing and are left out. */
function sharePairs(a: readonly number[], b: readonly number[]): readonly (readonly [number, number])[] {
  if (a.length !== b.length)
    throw new NumericError(`Expected as many categories on both sides, got ${a.length} and ${b.length}`, {
      reason: 'out-of-range',
    })
  for (const count of [...a, ...b]) requireRange('count', count, 0, Number.MAX_SAFE_INTEGER)
  const [totalA, totalB] = [sum(a), sum(b)]
  if (totalA === 0 || totalB === 0)
    throw new NumericError('Expected counts on both sides, found a side without any', { reason: 'empty' })
  return a.flatMap((count, category): [number, number][] => {
    const other = b[category]!
    return count === 0 && other === 0 ? [] : [[count / totalA, other / totalB]]
  })
}
