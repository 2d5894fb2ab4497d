import { describe, expect, it } from 'vitest'
import type { Sample } from '../../records/sample.ts'
import { populationOf, type TestTrace, tracesOf } from './__fixtures__/population.ts'
import { drawSample } from './draw-sample.ts'
import type { SamplingPlan } from './sampling-plan.ts'

const PLAN: SamplingPlan = {
  targetSize: 400,
  seed: '2026-W47',
  allocation: 'sqrt',
  noiseWeight: 0.5,
  strategy: 'cluster_stratified',
}

function draw(traces: readonly TestTrace[], plan: Partial<SamplingPlan>): Sample {
  const { strata, traitsOf } = populationOf(traces)
  return drawSample(strata, { ...PLAN, traitsOf, ...plan })
}

const sizesOf = (sample: Sample): Record<string, readonly [number, number]> =>
  Object.fromEntries(
    (sample.cells ?? []).map(cell => [cell.cellId, [cell.populationSize, cell.sampleSize] as const]),
  )

describe('stratify_by', () => {
  const traces = [
    ...tracesOf('a', 2600, index => ({
      stratum: '1',
      flags: index < 2500 ? (index < 1600 ? { checkout_v2: 'on' } : { checkout_v2: 'off' }) : {},
    })),
    ...tracesOf('b', 400, () => ({ stratum: '2', flags: { checkout_v2: 'on' } })),
  ]

  it('crosses strata with flag states, a missing flag being a state of its own', () => {
    const sample = draw(traces, { stratifyBy: ['flags.checkout_v2'] })
    // Roots of 2600 and 400 share 400 draws; 40, 30 and 10 share the first stratum's 287.
    expect(sample.strata.map(row => row.sampleSize)).toEqual([287, 113])
    expect(sizesOf(sample)).toEqual({
      '1;flags.checkout_v2=(unset)': [100, 36],
      '1;flags.checkout_v2=off': [900, 108],
      '1;flags.checkout_v2=on': [1600, 143],
      '2;flags.checkout_v2=on': [400, 113],
    })
    expect(sample.cells?.[0]?.states).toEqual({ 'flags.checkout_v2': '(unset)' })
  })

  it('gives each draw the probability of its cell', () => {
    const sample = draw(traces, { stratifyBy: ['flags.checkout_v2'] })
    const probability = new Map(
      sample.cells?.map(cell => [cell.cellId, cell.sampleSize / cell.populationSize]),
    )
    expect(sample.draws).toHaveLength(400)
    for (const { cellId, inclusionProbability } of sample.draws) {
      expect(inclusionProbability).toBe(probability.get(cellId ?? ''))
    }
  })

  it('does not take a state called "(unset)" or one with our separators for another', () => {
    const odd = tracesOf('a', 300, index => ({
      stratum: '1',
      flags: index % 3 === 0 ? {} : index % 3 === 1 ? { f: '(unset)' } : { f: 'x;flags.g=y' },
    }))
    expect(sizesOf(draw(odd, { targetSize: 90, stratifyBy: ['flags.f'] }))).toEqual({
      '1;flags.f=(unset)': [100, 30],
      '1;flags.f=%28unset)': [100, 30],
      '1;flags.f=x%3Bflags.g%3Dy': [100, 30],
    })
  })

  it('looks no flag up in what every object has', () => {
    const sample = draw(traces, { stratifyBy: ['flags.constructor'] })
    expect(Object.keys(sizesOf(sample))).toEqual([
      '1;flags.constructor=(unset)',
      '2;flags.constructor=(unset)',
    ])
    expect(sample.notes).toEqual(['`stratify_by`: no trace has a state of `flags.constructor`.'])
  })

  it('takes the model as a field too', () => {
    const two = tracesOf('a', 300, index => ({ stratum: '1', model: index < 100 ? 'small' : 'large' }))
    const sample = draw(two, { targetSize: 30, allocation: 'proportional', stratifyBy: ['model'] })
    expect(sizesOf(sample)).toEqual({ '1;model=large': [200, 20], '1;model=small': [100, 10] })
  })

  it('draws the smallest cells together where there are more than the draws can fill, and says so', () => {
    const many = tracesOf('a', 1000, index => ({ stratum: '1', flags: { build: `b${index % 200}` } }))
    const sample = draw(many, { targetSize: 40, stratifyBy: ['flags.build'] })
    expect(sample.cells).toHaveLength(10)
    expect(sizesOf(sample)['1;(rest)']?.[0]).toBe(1000 - 9 * 5)
    expect(sample.draws).toHaveLength(40)
    expect(sample.notes?.[0]).toContain('the smallest were drawn together')
    const estimated = sample.draws.reduce((total, row) => total + 1 / row.inclusionProbability, 0)
    expect(estimated).toBeCloseTo(1000, 8)
  })

  it('leaves a stratum whole that has draws for one cell alone, and says so', () => {
    const sample = draw(traces, { targetSize: 14, floor: 1, stratifyBy: ['flags.checkout_v2'] })
    expect(sizesOf(sample)).toEqual({
      '1;(rest)': [1000, 4],
      '1;flags.checkout_v2=on': [1600, 6],
      '2;flags.checkout_v2=on': [400, 4],
    })
    const fewer = draw(traces, { targetSize: 9, floor: 1, stratifyBy: ['flags.checkout_v2'] })
    expect(sizesOf(fewer)['1']).toEqual([2600, 6])
    expect(fewer.notes).toHaveLength(1)
  })

  it('changes nothing in the replay strategy, and says so', () => {
    const sample = draw(traces, { strategy: 'replay', stratifyBy: ['flags.checkout_v2'] })
    expect(sample.cells).toBeUndefined()
    expect(sample.notes?.[0]).toContain('`stratify_by` changes nothing')
  })
})

describe('cells that noise came with', () => {
  const noise = (hasCells: boolean): readonly TestTrace[] => [
    ...tracesOf('a', 3600, () => ({ stratum: '1' })),
    ...tracesOf('n', 1000, index => ({
      stratum: 'noise',
      ...(hasCells ? { finer: index < 100 ? 'noise/0' : 'noise/1' } : {}),
    })),
  ]

  it('share the draws of the noise, which are as many as without them', () => {
    const whole = draw(noise(false), {})
    const split = draw(noise(true), {})
    expect(split.strata).toEqual(whole.strata)
    // 83 draws by the roots 10 and 30.
    expect(sizesOf(split)).toEqual({ '1': [3600, 317], 'noise/0': [100, 21], 'noise/1': [900, 62] })
    expect(whole.cells).toBeUndefined()
    expect(split.draws.find(row => row.stratumId === '1')).not.toHaveProperty('cellId')
  })

  it('do not change which traces of a cell come first', () => {
    const proportional = { allocation: 'proportional', noiseWeight: 1, targetSize: 460 } as const
    const idsOf = (sample: Sample) => new Set(sample.draws.map(row => row.traceId))
    const whole = idsOf(draw(noise(false), proportional))
    const split = idsOf(draw(noise(true), proportional))
    // Ten and ninety per cent of a hundred draws either way; only the cut between the two differs.
    expect([...whole].filter(id => split.has(id)).length).toBeGreaterThan(445)
  })

  it('outside their stratum, or twice, are a bug that is reported', () => {
    const { strata } = populationOf(noise(true))
    const [first] = strata.cells ?? []
    if (first === undefined) throw new Error('expected a cell')
    for (const cells of [
      [{ ...first, stratumId: strata.strata[0]?.id ?? first.stratumId }],
      [first, first],
    ]) {
      expect(() => drawSample({ ...strata, cells }, PLAN)).toThrow('do not partition')
    }
  })
})

describe('dominant customers', () => {
  const whale = (count: number, others: number): readonly TestTrace[] => [
    ...tracesOf('w', count, () => ({ stratum: '1', customerId: 'whale' })),
    ...tracesOf('o', others, index => ({ stratum: '1', customerId: `c${index % 300}` })),
  ]

  it('get a tenth of the stratum, the rest goes to the others', () => {
    const sample = draw(whale(3000, 2000), {})
    expect(sizesOf(sample)).toEqual({ '1': [2000, 360], '1;customer=1': [3000, 40] })
    expect(sample.cells?.map(cell => cell.customerId)).toEqual([undefined, 'whale'])
    const weights = sample.draws.map(row => 1 / row.inclusionProbability)
    expect(weights.reduce((total, weight) => total + weight, 0)).toBeCloseTo(5000, 6)
  })

  it('get what `customer_cap` says', () => {
    expect(sizesOf(draw(whale(3000, 2000), { customerCap: 25 }))['1;customer=1']).toEqual([3000, 25])
  })

  it('are left alone at the cap: who expects 40 of 400 draws is no cell', () => {
    expect(draw(whale(500, 4500), {}).cells).toBeUndefined()
    expect(draw(whale(501, 4499), {}).cells).toHaveLength(2)
  })

  it('take back what the others are too few for', () => {
    expect(sizesOf(draw(whale(3000, 100), {}))).toEqual({ '1': [100, 100], '1;customer=1': [3000, 300] })
  })

  it('are drawn by flag state like everyone else', () => {
    const flagged = whale(3000, 2000).map((trace, index) => ({
      ...trace,
      flags: { f: index % 2 === 0 ? 'on' : 'off' },
    }))
    expect(sizesOf(draw(flagged, { stratifyBy: ['flags.f'] }))).toEqual({
      '1;flags.f=off': [1000, 180],
      '1;flags.f=on': [1000, 180],
      '1;flags.f=off;customer=1': [1500, 20],
      '1;flags.f=on;customer=1': [1500, 20],
    })
  })

  it('cannot be nobody: traces without a customer are not one customer', () => {
    const anonymous = tracesOf('a', 5000, () => ({ stratum: '1' }))
    expect(draw(anonymous, {}).cells).toBeUndefined()
  })
})

describe('notes', () => {
  const traces = tracesOf('a', 100, index => ({ stratum: String(index % 20) }))

  it('are absent when the draw is what was asked for', () => {
    expect(draw(traces, { targetSize: 50 })).not.toHaveProperty('notes')
  })

  it('say that neyman without an earlier week is proportional', () => {
    expect(draw(traces, { allocation: 'neyman' }).notes).toHaveLength(1)
    const spreads = new Map(populationOf(traces).strata.strata.map(({ id }) => [id, 0.3] as const))
    expect(draw(traces, { allocation: 'neyman', spreads }).notes).toBeUndefined()
  })

  it('say which strata a target below their number leaves out', () => {
    expect(draw(traces, { targetSize: 15 }).notes).toEqual([
      'The target of 15 is below the number of strata: 5 of 20 were left out.',
    ])
  })

  it('say what a dominant customer costs: a tenth of the draws for 60% of the traffic', () => {
    const oneLarge = tracesOf('a', 4000, index => ({
      stratum: '1',
      customerId: index % 5 < 3 ? 'large' : `small ${index}`,
    }))
    // 40 draws stand for 2,400 traces and 360 for 1,600: sqrt(400 (.6^2 / 40 + .4^2 / 360)) = 1.94.
    expect(draw(oneLarge, {}).notes?.[0]).toMatch(/about 1\.9 times as wide as with equal chances/)
    expect(draw(oneLarge, { customerCap: 200 }).notes).toBeUndefined()
  })
})
