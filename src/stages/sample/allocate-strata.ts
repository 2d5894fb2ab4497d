import { requireInteger } from '../../numeric/require-range.ts'
import { allocate } from './allocate.ts'
import { allocationWeights, type SizedStratum } from './allocation-weights.ts'
import type { SamplingPlan } from './sampling-plan.ts'

/**
 * Draws per stratum, in the order of `strata`, summing to exactly min(target, population): by the plan's
 * allocation, at least its floor, at most the stratum.
 *
 * @throws {NumericError} `out-of-range` plan.
 */
export function allocateStrata(strata: readonly SizedStratum[], plan: SamplingPlan): readonly number[] {
  requireInteger('targetSize', plan.targetSize, 1, Number.MAX_SAFE_INTEGER)
  const weights = allocationWeights(strata, plan.allocation, plan.noiseWeight, plan.spreads ?? new Map())
  // A floor below 1 could leave a stratum out, and its traces without any chance to be drawn.
  const floor = Math.max(1, plan.floor ?? defaultFloor(plan.targetSize, strata.length))
  const cells = strata.map(({ size }, index) => ({ weight: weights[index] ?? 0, floor, cap: size }))
  return allocate(cells, plan.targetSize)
}

/**
 * The floor of a plan that names none: 40, or 25 for small samples (statistics note, section 0, decision 2), as long
 * as the floors take at most half of the sample. With many strata they would otherwise take all of it, which is
 * the equal allocation and its variance under another name.
 */
function defaultFloor(targetSize: number, strata: number): number {
  return Math.min(targetSize < 1000 ? 25 : 40, Math.floor(targetSize / (2 * Math.max(1, strata))))
}
