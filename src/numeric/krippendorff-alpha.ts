import { requireFinite } from './require-range.ts'

/** `nominal`: two values are equal or not. `interval`: they differ by the square of their distance. */
export type AlphaMetric = 'nominal' | 'interval'

/**
 * Krippendorff's alpha of any number of raters, of whom each may have left items out.
 *
 * @param ratings - one row per rater, one column per item, in the same order; undefined: not rated. Items with fewer
 *   than two ratings say nothing about agreement and are left out.
 * @returns at most 1; 0 is chance; undefined without an item that two rated, and where every rating is the same.
 * @throws {NumericError} `non-finite`.
 * @see Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section C and the metrics of section D.
 */
export function krippendorffAlpha(
  ratings: readonly (readonly (number | undefined)[])[],
  metric: AlphaMetric,
): number | undefined {
  const totals = new Map<number, number>()
  let [observed, pairable] = [0, 0]
  const items = ratings.reduce((most, row) => Math.max(most, row.length), 0)
  for (let item = 0; item < items; item += 1) {
    const values = ratings.map(row => row[item]).filter(value => value !== undefined)
    requireFinite('ratings', values)
    if (values.length < 2) continue
    pairable += values.length
    for (const a of values) {
      totals.set(a, (totals.get(a) ?? 0) + 1)
      for (const b of values) observed += difference(a, b, metric) / (values.length - 1)
    }
  }
  let expected = 0
  for (const [a, countOfA] of totals) {
    for (const [b, countOfB] of totals) expected += countOfA * countOfB * difference(a, b, metric)
  }
  return expected === 0 ? undefined : 1 - ((pairable - 1) * observed) / expected
}

function difference(a: number, b: number, metric: AlphaMetric): number {
  return metric === 'nominal' ? Number(a !== b) : (a - b) ** 2
}
