import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mulberry32, shuffled } from '../../numeric/random.ts'
import { estimateStratifiedMean } from '../../numeric/stratified-mean.ts'
import type { StratumId, TraceId } from '../../records/ids.ts'
import type { Allocation, Sample } from '../../records/sample.ts'
import type { Strata } from '../../records/strata.ts'
import { drawSample } from './draw-sample.ts'
import type { SamplingPlan } from './sampling-plan.ts'

function strataOf(sizes: readonly number[]): Strata {
  const populationSize = sizes.reduce((total, size) => total + size, 0)
  const strata = sizes.map((size, h) => ({
    id: (h === 0 ? 'noise' : String(h)) as StratumId,
    kind: h === 0 ? ('noise' as const) : ('cluster' as const),
    label: '',
    keywords: [],
    members: Array.from({ length: size }, (_, i) => `${h}-${i}` as TraceId),
    share: size / populationSize,
    persistence: undefined,
    exampleRequests: [],
  }))
  return { strata, populationSize }
}

const sizes = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 6 })
const plans: fc.Arbitrary<SamplingPlan> = fc.record({
  targetSize: fc.integer({ min: 1, max: 300 }),
  seed: fc.string(),
  allocation: fc.constantFrom<Allocation>('sqrt', 'proportional', 'equal', 'neyman'),
  noiseWeight: fc.constantFrom(0.2, 0.5, 1),
  floor: fc.constantFrom(1, 5, 25),
  strategy: fc.constantFrom('cluster_stratified', 'replay'),
})

const idsOf = (sample: Sample): readonly string[] => sample.draws.map(draw => draw.traceId)

describe('drawSample', () => {
  it('draws each trace at most once, the target in all, each from its own stratum', () => {
    fc.assert(
      fc.property(sizes, plans, (counts, plan) => {
        const strata = strataOf(counts)
        const sample = drawSample(strata, plan)
        expect(sample.draws).toHaveLength(Math.min(plan.targetSize, strata.populationSize))
        expect(new Set(idsOf(sample)).size).toBe(sample.draws.length)
        const homes = new Map(strata.strata.flatMap(row => row.members.map(id => [id, row.id] as const)))
        for (const draw of sample.draws) expect(homes.get(draw.traceId)).toBe(draw.stratumId)
        for (const row of sample.strata) {
          expect(sample.draws.filter(draw => draw.stratumId === row.stratumId)).toHaveLength(row.sampleSize)
        }
      }),
    )
  })

  it('has inclusion probabilities that sum to the sample size over the population', () => {
    fc.assert(
      fc.property(sizes, plans, (counts, plan) => {
        const sample = drawSample(strataOf(counts), { ...plan, strategy: 'cluster_stratified' })
        const probability = new Map(sample.draws.map(draw => [draw.stratumId, draw.inclusionProbability]))
        const expected = sample.strata.reduce(
          (total, row) => total + row.populationSize * (probability.get(row.stratumId) ?? 0),
          0,
        )
        expect(expected).toBeCloseTo(sample.draws.length, 8)
      }),
    )
  })

  it('does not depend on the order in which traces arrived', () => {
    fc.assert(
      fc.property(sizes, plans, fc.nat(), (counts, plan, seed) => {
        const strata = strataOf(counts)
        const rng = mulberry32(seed)
        const reordered = {
          ...strata,
          strata: strata.strata.map(row => ({ ...row, members: shuffled(row.members, rng) })),
        }
        expect(drawSample(reordered, plan)).toEqual(drawSample(strata, plan))
      }),
    )
  })

  it('keeps what it has in every stratum that a higher target does not shrink', () => {
    fc.assert(
      fc.property(sizes, plans, fc.integer({ min: 0, max: 200 }), (counts, plan, more) => {
        const strata = strataOf(counts)
        const small = drawSample(strata, plan)
        const large = drawSample(strata, { ...plan, targetSize: plan.targetSize + more })
        const kept = new Set(idsOf(large))
        for (const [h, row] of small.strata.entries()) {
          if ((large.strata[h]?.sampleSize ?? 0) < row.sampleSize) continue
          for (const draw of small.draws) {
            if (draw.stratumId === row.stratumId) expect(kept.has(draw.traceId)).toBe(true)
          }
        }
      }),
    )
  })

  it('spreads every prefix over the strata like the whole, to within one draw each', () => {
    fc.assert(
      fc.property(sizes, plans, (counts, plan) => {
        const sample = drawSample(strataOf(counts), plan)
        const seen = new Map<StratumId, number>()
        for (const [i, draw] of sample.draws.entries()) {
          seen.set(draw.stratumId, (seen.get(draw.stratumId) ?? 0) + 1)
          for (const row of sample.strata) {
            const share = (row.sampleSize * (i + 1)) / sample.draws.length
            // Each stratum is within one of n_h times the current key; so is their sum, over H strata.
            const slack = 1 + (sample.strata.length * row.sampleSize) / sample.draws.length
            expect(Math.abs((seen.get(row.stratumId) ?? 0) - share)).toBeLessThanOrEqual(slack + 1e-9)
          }
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('over many seeds', () => {
  const strata = strataOf([120, 600, 200, 80])
  const loss = (id: TraceId): number => {
    const [h = 0, i = 0] = id.split('-').map(Number)
    return i % ([3, 20, 6, 2][h] ?? 1) === 0 ? -1 : 0
  }
  const everyone = strata.strata.flatMap(row => row.members)
  const truth = everyone.reduce((total, id) => total + loss(id), 0) / everyone.length

  function meanOver(
    seeds: number,
    plan: Omit<SamplingPlan, 'seed'>,
  ): { weighted: number; plain: number; error: number } {
    const weighted: number[] = []
    let plain = 0
    for (let seed = 0; seed < seeds; seed += 1) {
      const sample = drawSample(strata, { ...plan, seed: `unbiased ${seed}` })
      const rows = sample.strata.map(row => ({
        populationSize: row.populationSize,
        values: sample.draws.filter(draw => draw.stratumId === row.stratumId).map(draw => loss(draw.traceId)),
      }))
      weighted.push(estimateStratifiedMean(rows)?.estimate ?? Number.NaN)
      plain +=
        sample.draws.reduce((total, draw) => total + loss(draw.traceId), 0) / sample.draws.length / seeds
    }
    const mean = weighted.reduce((total, value) => total + value, 0) / seeds
    const variance = weighted.reduce((total, value) => total + (value - mean) ** 2, 0) / (seeds - 1)
    return { weighted: mean, plain, error: Math.sqrt(variance / seeds) }
  }

  it.each<Allocation>(['sqrt', 'proportional', 'equal', 'neyman'])(
    'the weighted mean is unbiased under %s',
    allocation => {
      const plan = {
        targetSize: 150,
        allocation,
        noiseWeight: 0.5,
        floor: 10,
        strategy: 'cluster_stratified',
      } as const
      const { weighted, error } = meanOver(120, plan)
      expect(Math.abs(weighted - truth)).toBeLessThan(4 * error)
    },
  )

  it('the plain mean of an equal allocation is not: it exaggerates the loss in the tails', () => {
    const plan = {
      targetSize: 150,
      allocation: 'equal',
      noiseWeight: 0.2,
      strategy: 'cluster_stratified',
    } as const
    const { plain, error } = meanOver(120, plan)
    expect(plain).toBeLessThan(1.5 * truth)
    expect(Math.abs(plain - truth)).toBeGreaterThan(10 * error)
  })

  it('the first draws to be judged come from each stratum in its share of the sample', () => {
    const runs = 200
    let fromSmall = 0
    for (let seed = 0; seed < runs; seed += 1) {
      const sample = drawSample(strataOf([20, 180]), {
        targetSize: 100,
        floor: 1,
        seed: `first draws ${seed}`,
        allocation: 'proportional',
        noiseWeight: 1,
        strategy: 'cluster_stratified',
      })
      fromSmall += sample.draws.slice(0, 2).filter(draw => draw.stratumId === 'noise').length
    }
    // A tenth of the draws: .2 of two; the sd of its mean over the runs is about .03.
    expect(Math.abs(fromSmall / runs - 0.2)).toBeLessThan(0.12)
  })

  it('every trace of a stratum is drawn equally often, first and last alike', () => {
    const counts = Array<number>(10).fill(0)
    for (let seed = 0; seed < 300; seed += 1) {
      const sample = drawSample(strataOf([1, 100]), {
        targetSize: 21,
        seed: `tenths ${seed}`,
        allocation: 'proportional',
        noiseWeight: 1,
        floor: 1,
        strategy: 'cluster_stratified',
      })
      for (const draw of sample.draws) {
        const tenth = draw.stratumId === 'noise' ? -1 : Math.floor(Number(draw.traceId.split('-')[1]) / 10)
        if (tenth >= 0) counts[tenth] = (counts[tenth] ?? 0) + 1
      }
    }
    // 300 seeds of 20 draws: 600 per tenth; sd of a tenth about 21.
    for (const count of counts) expect(Math.abs(count - 600)).toBeLessThan(100)
  })
})
