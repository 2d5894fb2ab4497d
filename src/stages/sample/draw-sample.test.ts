import { describe, expect, it } from 'vitest'
import type { StratumId, TraceId } from '../../records/ids.ts'
import type { Strata } from '../../records/strata.ts'
import { drawSample } from './draw-sample.ts'
import type { SamplingPlan } from './sampling-plan.ts'

const plan: SamplingPlan = {
  targetSize: 1000,
  seed: '2026-W47',
  allocation: 'sqrt',
  noiseWeight: 0.5,
  strategy: 'cluster_stratified',
}

/** Strata `0`, `1`, ... of the given sizes; the last is the noise when `noise` says so. */
function strataOf(sizes: readonly number[], hasNoise = true): Strata {
  const populationSize = sizes.reduce((total, size) => total + size, 0)
  const strata = sizes.map((size, h) => {
    const isNoise = hasNoise && h === sizes.length - 1
    return {
      id: (isNoise ? 'noise' : String(h)) as StratumId,
      kind: isNoise ? ('noise' as const) : ('cluster' as const),
      label: `stratum ${h}`,
      keywords: [],
      members: Array.from({ length: size }, (_, i) => `${h}-${i}` as TraceId),
      share: size / populationSize,
      persistence: undefined,
      exampleRequests: [],
    }
  })
  return { strata, populationSize }
}

const sizesOf = (strata: Strata, options: Partial<SamplingPlan>): readonly number[] =>
  drawSample(strata, { ...plan, ...options }).strata.map(stratum => stratum.sampleSize)

describe('allocations', () => {
  const strata = strataOf([6400, 2500, 900, 400])

  it('sqrt draws by the root of the size, noise at half its weight', () => {
    // Roots 80, 50, 30 and 20 * .5 = 10 of 170.
    expect(sizesOf(strata, { targetSize: 1700 })).toEqual([800, 500, 300, 100])
  })

  it('proportional draws by size', () => {
    // Weights 6400, 2500, 900, 200 of 10,000.
    expect(sizesOf(strata, { allocation: 'proportional', targetSize: 2000 })).toEqual([1280, 500, 180, 40])
  })

  it("equal with noise at .2 is the article's design", () => {
    expect(sizesOf(strata, { allocation: 'equal', noiseWeight: 0.2, targetSize: 1600 })).toEqual([
      500, 500, 500, 100,
    ])
  })

  it('neyman draws by size times spread, an unknown spread being the mean of the known', () => {
    const spreads = new Map([
      ['0', 0.1],
      ['1', 0.3],
    ] as [StratumId, number][])
    // Weights 640, 750, 180 and 80 * .5 = 40 of 1610.
    expect(sizesOf(strata, { allocation: 'neyman', spreads, targetSize: 1610 })).toEqual([640, 750, 180, 40])
  })

  it('neyman without any spread is proportional', () => {
    expect(sizesOf(strata, { allocation: 'neyman' })).toEqual(sizesOf(strata, { allocation: 'proportional' }))
  })

  it('gives a small stratum its floor: 40, or 25 for a small sample', () => {
    expect(sizesOf(strataOf([20_000, 300, 60]), { allocation: 'proportional' })).toEqual([920, 40, 40])
    expect(sizesOf(strataOf([20_000, 300, 60]), { allocation: 'proportional', targetSize: 500 })).toEqual([
      450, 25, 25,
    ])
  })

  it('takes a stratum below its floor whole', () => {
    const sample = drawSample(strataOf([20_000, 15, 60]), plan)
    expect(sample.strata[1]).toEqual({ stratumId: '1', populationSize: 15, sampleSize: 15 })
    expect(
      sample.draws.filter(draw => draw.stratumId === '1' && draw.inclusionProbability === 1),
    ).toHaveLength(15)
  })

  it('leaves no stratum out even without a floor', () => {
    expect(sizesOf(strataOf([20_000, 3, 2]), { allocation: 'proportional', floor: 0 })).toEqual([998, 1, 1])
  })

  it('refuses to switch the noise off', () => {
    expect(() => drawSample(strata, { ...plan, noiseWeight: 0 })).toThrow('noiseWeight')
  })

  it('refuses a spread of zero, which would promise ties', () => {
    const spreads = new Map([['0' as StratumId, 0]])
    expect(() => drawSample(strata, { ...plan, allocation: 'neyman', spreads })).toThrow('spread')
  })
})

describe('few traces', () => {
  it('are all taken with probability 1, whatever the noise weight', () => {
    for (const strategy of ['cluster_stratified', 'replay'] as const) {
      const sample = drawSample(strataOf([30, 10]), { ...plan, strategy, noiseWeight: 0.2 })
      expect(sample.draws).toHaveLength(40)
      expect(new Set(sample.draws.map(draw => draw.inclusionProbability))).toEqual(new Set([1]))
    }
  })

  it('that are all noise are sampled at full size', () => {
    const sample = drawSample(strataOf([500]), { ...plan, targetSize: 200 })
    expect(sample.strata).toEqual([{ stratumId: 'noise', populationSize: 500, sampleSize: 200 }])
  })

  it('of none there is no sample', () => {
    expect(() => drawSample({ strata: [], populationSize: 0 }, plan)).toThrow('at least one trace')
  })

  it('in two strata at once are a bug that is reported', () => {
    const { strata } = strataOf([5, 5])
    const twice = strata.map(stratum => ({ ...stratum, members: strata[0]?.members ?? [] }))
    expect(() => drawSample({ strata: twice, populationSize: 10 }, plan)).toThrow('not a partition')
  })
})

describe('the replay strategy', () => {
  it('draws from the whole population with probability n / N, and records the strata', () => {
    const sample = drawSample(strataOf([3000, 800, 200]), { ...plan, strategy: 'replay' })
    expect(new Set(sample.draws.map(draw => draw.inclusionProbability))).toEqual(new Set([0.25]))
    expect(sample.strata.map(stratum => stratum.populationSize)).toEqual([3000, 800, 200])
    expect(sample.strata.reduce((total, stratum) => total + stratum.sampleSize, 0)).toBe(1000)
    // Hypergeometric means 750, 200, 50; five standard deviations around them.
    for (const [h, mean] of [750, 200, 50].entries()) {
      const share = mean / 1000
      const sd = Math.sqrt(1000 * share * (1 - share) * 0.75)
      expect(Math.abs((sample.strata[h]?.sampleSize ?? 0) - mean)).toBeLessThan(5 * sd)
    }
  })

  it('takes the same traces however the population is partitioned', () => {
    const split = strataOf([400, 100], false)
    const whole = {
      ...split,
      strata: split.strata.slice(0, 1).map(first => ({
        ...first,
        members: split.strata.flatMap(stratum => stratum.members),
      })),
    }
    const ids = (strata: Strata): readonly string[] =>
      drawSample(strata, { ...plan, strategy: 'replay', targetSize: 60 })
        .draws.map(draw => draw.traceId)
        .sort()
    expect(ids(whole)).toEqual(ids(split))
  })
})
