import { requireRange } from './require-range.ts'

/**
 * Benjamini-Hochberg adjusted p-values, in input order: rejecting those <= q keeps the false discovery
 * rate at q for independent or positively dependent tests.
 *
 * @param p - p-values in [0, 1]; none gives none.
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see Benjamini & Hochberg 1995.
 */
export function benjaminiHochberg(p: readonly number[]): readonly number[] {
  return stepUp(p, 1)
}

/** One exact test on counts. */
export type DiscreteTest = {
  readonly pValue: number
  /** The smallest p-value it could have had, given what the hypothesis leaves free; in [0, pValue]. */
  readonly smallestPValue: number
}

/**
 * Benjamini-Hochberg adjusted p-values over those tests alone that could have been significant, in input order; the
 * others have 1. Whether a test could is read from its smallest possible p-value, which the hypothesis says nothing
 * about (how many pairs of a McNemar test differ, not which way): leaving such tests out keeps the rate at q.
 *
 * A test belongs to the family if its smallest p-value is at most q / K, K the smallest number that at most K tests do.
 *
 * @param q - false discovery rate in (0, 1).
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see Gilbert 2005, "A modified false discovery rate multiple-comparisons procedure for discrete data", after Tarone 1990.
 */
export function benjaminiHochbergDiscrete(tests: readonly DiscreteTest[], q: number): readonly number[] {
  requireRange('q', q, Number.MIN_VALUE, 1 - Number.EPSILON)
  for (const { pValue, smallestPValue } of tests) requireRange('smallestPValue', smallestPValue, 0, pValue)
  const couldReach = (level: number) => tests.filter(({ smallestPValue }) => smallestPValue <= level)
  let size = 1
  while (couldReach(q / size).length > size) size += 1
  const family = couldReach(q / size)
  const adjusted = benjaminiHochberg(family.map(({ pValue }) => pValue))
  const places = new Map(family.map((test, place) => [test, place]))
  return tests.map(test => adjusted[places.get(test) ?? -1] ?? 1)
}

/**
 * Benjamini-Yekutieli adjusted p-values, in input order: as Benjamini-Hochberg, under any dependence.
 *
 * @param p - p-values in [0, 1]; none gives none.
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see Benjamini & Yekutieli 2001.
 */
export function benjaminiYekutieli(p: readonly number[]): readonly number[] {
  let harmonic = 0
  for (let i = 1; i <= p.length; i += 1) harmonic += 1 / i
  return stepUp(p, harmonic)
}

/**
 * Holm adjusted p-values, in input order: rejecting those <= alpha keeps the chance of any false
 * rejection at alpha, under any dependence.
 *
 * @param p - p-values in [0, 1]; none gives none.
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see Holm 1979.
 */
export function holm(p: readonly number[]): readonly number[] {
  const adjusted = new Array<number>(p.length).fill(1)
  let largest = 0
  for (const [rank, { index, value }] of ascending(p).entries()) {
    largest = Math.max(largest, Math.min(1, value * (p.length - rank)))
    adjusted[index] = largest
  }
  return adjusted
}

function stepUp(p: readonly number[], factor: number): readonly number[] {
  const adjusted = new Array<number>(p.length).fill(1)
  let smallest = 1
  for (const [fromTop, { index, value }] of ascending(p).reverse().entries()) {
    const rank = p.length - fromTop
    // The factor is >= 1 before it meets the value, so that no adjusted value is below its own.
    smallest = Math.min(smallest, value * ((p.length * factor) / rank))
    adjusted[index] = smallest
  }
  return adjusted
}

function ascending(p: readonly number[]): { readonly index: number; readonly value: number }[] {
  for (const value of p) requireRange('p', value, 0, 1)
  return p.map((value, index) => ({ index, value })).sort((a, b) => a.value - b.value || a.index - b.index)
}
