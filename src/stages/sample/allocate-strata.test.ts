import { describe, expect, it } from 'vitest'
import type { StratumId } from '../../records/ids.ts'
import { allocateStrata } from './allocate-strata.ts'
import type { SizedStratum } from './allocation-weights.ts'
import type { SamplingPlan } from './sampling-plan.ts'

const PLAN: SamplingPlan = {
  targetSize: 2000,
  seed: 's',
  allocation: 'sqrt',
  noiseWeight: 0.5,
  strategy: 'cluster_stratified',
}

function sized(...sizes: readonly number[]): readonly SizedStratum[] {
  return sizes.map((size, index) => ({ id: `c${index}` as StratumId, kind: 'cluster', size }))
}

describe('allocateStrata', () => {
  it('gives a small stratum at least 40 of 2,000 draws when there are few strata', () => {
    expect(allocateStrata(sized(400_000, 90_000, 60), PLAN)[2]).toBe(40)
  })

  it('does not let the floors of many strata make every stratum alike', () => {
    const drawn = allocateStrata(sized(20_000, ...Array.from({ length: 99 }, () => 100)), PLAN)
    expect(drawn.reduce((sum, count) => sum + count, 0)).toBe(2000)
    // 2,000 / (2 * 100) = 10 at least; the square roots 141 : 10 leave the large one more than a tenth.
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(10)
    expect(drawn[0]).toBeGreaterThan(200)
  })

  it('keeps a floor that the plan names, even where it takes the whole sample', () => {
    const drawn = allocateStrata(sized(20_000, ...Array.from({ length: 49 }, () => 100)), {
      ...PLAN,
      floor: 40,
    })
    expect(new Set(drawn)).toEqual(new Set([40]))
  })
})
