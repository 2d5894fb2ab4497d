import { sum } from '../../numeric/sum.ts'
import { allocate } from './allocate.ts'

export type AllocatedStratum = {
  /** Traces in it. */
  readonly populationSize: number
  /** Draws it was to have. */
  readonly sampleSize: number
  /** Fewest draws it keeps while the sample can hold all floors. */
  readonly floor: number
  /** Standard deviation of the paired difference where it is known, > 0; otherwise the same for all. */
  readonly spread?: number | undefined
}

export type ShrunkAllocation = {
  /** Draws per stratum, in the order given. */
  readonly sampleSizes: readonly number[]
  /** Half width of the interval on all traffic, times so much; undefined: a stratum with traffic has no draws left. */
  readonly widthFactor: number | undefined
}

/**
 * A smaller sample: every stratum gives up draws in proportion, none below its floor, and when the floors alone are too
 * many they shrink in proportion too.
 *
 * The precision lost is the ratio of the standard errors of the stratified mean, sqrt(sum W_h^2 S_h^2 / n_h) after and before,
 * for statements on future traffic (no finite-population correction).
 *
 * @param target - draws that can be paid for, integer >= 0.
 * @throws {NumericError} `out-of-range`.
 * @see Cochran 1977, equation 5.7.
 */
export function shrinkAllocation(strata: readonly AllocatedStratum[], target: number): ShrunkAllocation {
  const cells = strata.map(({ sampleSize, floor }) => ({ weight: sampleSize, floor, cap: sampleSize }))
  const sampleSizes = allocate(cells, target)
  const before = varianceOf(
    strata,
    strata.map(stratum => stratum.sampleSize),
  )
  const after = varianceOf(strata, sampleSizes)
  return { sampleSizes, widthFactor: Number.isFinite(after) ? Math.sqrt(after / before) : undefined }
}

function varianceOf(strata: readonly AllocatedStratum[], sampleSizes: readonly number[]): number {
  return sum(
    strata.map(({ populationSize, sampleSize, spread = 1 }, index) => {
      // A stratum that had no draws before is not what shrinking loses.
      if (sampleSize === 0) return 0
      return (populationSize * spread) ** 2 / (sampleSizes[index] ?? 0)
    }),
  )
}
