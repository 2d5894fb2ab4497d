import { normalQuantile } from './normal.ts'

/**
 * Area under the ROC curve: the chance that a random member of `higher` scores above one of `lower`, ties counted half.
 *
 * @param higher - scores, at least one; `lower` likewise.
 * @see Mann & Whitney 1947.
 */
export function rankArea(higher: readonly number[], lower: readonly number[]): number {
  const sorted = [
    ...higher.map(score => ({ score, isHigher: 1 })),
    ...lower.map(score => ({ score, isHigher: 0 })),
  ].sort((a, b) => a.score - b.score)
  let rankSum = 0
  for (let start = 0; start < sorted.length; ) {
    let end = start
    let highers = 0
    while (end < sorted.length && sorted[end]!.score === sorted[start]!.score) {
      highers += sorted[end]!.isHigher
      end += 1
    }
    rankSum += highers * ((start + end + 1) / 2)
    start = end
  }
  return (rankSum - (higher.length * (higher.length + 1)) / 2) / (higher.length * lower.length)
}

/**
 * Interval of an area under the curve from its own size and the sizes of the samples, within [0, 1].
 *
 * @param confidence - two-sided, in (0, 1).
 * @see Hanley & McNeil 1982, equation 2, with the areas Q1 and Q2 of exponential scores.
 */
export function rankAreaInterval(
  area: number,
  higherCount: number,
  lowerCount: number,
  confidence: number,
): readonly [number, number] {
  const q1 = area / (2 - area)
  const q2 = (2 * area * area) / (1 + area)
  const variance =
    (area * (1 - area) + (higherCount - 1) * (q1 - area * area) + (lowerCount - 1) * (q2 - area * area)) /
    (higherCount * lowerCount)
  const half = normalQuantile((1 + confidence) / 2) * Math.sqrt(Math.max(0, variance))
  return [Math.max(0, area - half), Math.min(1, area + half)]
}
