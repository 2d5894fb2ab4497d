import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../../numeric/random.ts'
import type { TraceId } from '../../records/ids.ts'
import type { Sample } from '../../records/sample.ts'
import { populationOf, type TestTrace, tracesOf } from './__fixtures__/population.ts'
import { drawSample } from './draw-sample.ts'
import type { SamplingPlan } from './sampling-plan.ts'
import { splitCustomers } from './split-customers.ts'

const counts = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 12 })

describe('splitCustomers', () => {
  const split = (sizes: readonly number[], share: number, cap: number) => {
    const members = sizes.flatMap((size, customer) =>
      Array.from({ length: size }, (_, index) => `${customer}-${index}` as TraceId),
    )
    const size = Math.max(1, Math.round(share * members.length))
    const customerOf = (id: TraceId) => (id.startsWith('0-') ? undefined : (id.split('-')[0] ?? ''))
    return { members, size, branches: splitCustomers(members, size, cap, customerOf), customerOf }
  }
  const cases = [
    counts,
    fc.double({ min: 0.01, max: 1, noNaN: true }),
    fc.integer({ min: 1, max: 60 }),
  ] as const

  it('is a partition whose draws sum to those of the stratum, at least one and never more than there are', () => {
    fc.assert(
      fc.property(...cases, (sizes, share, cap) => {
        const { members, size, branches } = split(sizes, share, cap)
        expect(branches.flatMap(branch => branch.members).toSorted()).toEqual(members.toSorted())
        expect(branches.reduce((total, branch) => total + branch.size, 0)).toBe(size)
        for (const branch of branches) {
          expect(branch.size).toBeGreaterThanOrEqual(1)
          expect(branch.size).toBeLessThanOrEqual(branch.members.length)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('leaves nobody among the others who would expect more than the cap', () => {
    fc.assert(
      fc.property(...cases, (sizes, share, cap) => {
        const { size, members, branches, customerOf } = split(sizes, share, cap)
        const others = branches.find(branch => branch.customerId === undefined)
        if (size === members.length || others === undefined) return
        const own = new Map<string, number>()
        for (const id of others.members) {
          const customer = customerOf(id)
          if (customer !== undefined) own.set(customer, (own.get(customer) ?? 0) + 1)
        }
        for (const count of own.values()) {
          expect((others.size * count) / others.members.length).toBeLessThanOrEqual(cap + 1e-9)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('gives a dominant customer exactly the cap while others are left to draw', () => {
    fc.assert(
      fc.property(...cases, (sizes, share, cap) => {
        const { branches } = split(sizes, share, cap)
        const others = branches.find(branch => branch.customerId === undefined)
        if (others === undefined || others.size === others.members.length) return
        for (const branch of branches) if (branch !== others) expect(branch.size).toBe(cap)
      }),
      { numRuns: 150 },
    )
  })
})

/** A few hundred traces with everything at once: flags, customers, sessions of many lengths, finer noise. */
const trace = fc.record({
  stratum: fc.constantFrom('1', '1', '1', '2', '3', 'noise'),
  finer: fc.constantFrom('x', 'y'),
  flag: fc.constantFrom('on', 'off', undefined),
  customer: fc.integer({ min: 0, max: 40 }).map(n => (n > 20 ? 0 : n)),
  session: fc.integer({ min: 0, max: 80 }).map(n => Math.floor((n * n) / 80)),
})
const populations = fc.array(trace, { minLength: 1, maxLength: 400 }).map((rows): readonly TestTrace[] =>
  rows.map(({ stratum, finer, flag, customer, session }, index) => ({
    id: `t${index}`,
    stratum,
    ...(stratum === 'noise' ? { finer: `noise/${finer}` } : {}),
    flags: flag === undefined ? {} : { f: flag },
    customerId: `c${customer}`,
    sessionId: session === 0 ? undefined : `s${session}`,
  })),
)
const plans: fc.Arbitrary<SamplingPlan> = fc.record({
  targetSize: fc.integer({ min: 1, max: 300 }),
  seed: fc.string(),
  allocation: fc.constantFrom('sqrt' as const, 'proportional' as const, 'equal' as const, 'neyman' as const),
  noiseWeight: fc.constantFrom(0.2, 0.5, 1),
  floor: fc.constantFrom(1, 5, 25),
  strategy: fc.constantFrom('cluster_stratified' as const, 'replay' as const),
  stratifyBy: fc.constantFrom([], ['flags.f']),
  customerCap: fc.constantFrom(undefined, 1, 5),
})

/** Population and draws of everything that was drawn from by itself. */
function sizesOf(sample: Sample): ReadonlyMap<string, readonly [population: number, drawn: number]> {
  return new Map(
    sample.cells?.map(cell => [cell.cellId, [cell.populationSize, cell.sampleSize] as const]) ??
      sample.strata.map(row => [row.stratumId, [row.populationSize, row.sampleSize] as const]),
  )
}

function draw(traces: readonly TestTrace[], plan: SamplingPlan): Sample {
  const { strata, traitsOf } = populationOf(traces)
  return drawSample(strata, { traitsOf, ...plan })
}

describe('a sample with everything at once', () => {
  it('has exactly the target size, each trace once, from its own stratum, with a probability in (0, 1]', () => {
    fc.assert(
      fc.property(populations, plans, (traces, plan) => {
        const sample = draw(traces, plan)
        expect(sample.draws).toHaveLength(Math.min(plan.targetSize, traces.length))
        expect(new Set(sample.draws.map(row => row.traceId)).size).toBe(sample.draws.length)
        const home = new Map<string, string>(traces.map(row => [row.id, row.stratum]))
        for (const row of sample.draws) {
          expect(home.get(row.traceId)).toBe(row.stratumId)
          expect(row.inclusionProbability).toBeGreaterThan(0)
          expect(row.inclusionProbability).toBeLessThanOrEqual(1)
        }
        for (const cell of sample.cells ?? []) {
          const own = sample.draws.filter(row => (row.cellId ?? row.stratumId) === cell.cellId)
          expect(own).toHaveLength(cell.sampleSize)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('does not depend on the order in which traces arrived', () => {
    fc.assert(
      fc.property(populations, plans, (traces, plan) => {
        expect(draw(traces.toReversed(), plan)).toEqual(draw(traces, plan))
      }),
      { numRuns: 60 },
    )
  })

  it('takes no more than two of a session unless it says so', () => {
    fc.assert(
      fc.property(populations, plans, (traces, plan) => {
        const sample = draw(traces, plan)
        if (sample.notes?.some(note => note.includes('of a session')) || plan.targetSize >= traces.length)
          return
        const sessionOf = new Map<string, string | undefined>(traces.map(row => [row.id, row.sessionId]))
        const drawn = new Map<string, number>()
        for (const { traceId } of sample.draws) {
          const session = sessionOf.get(traceId)
          if (session !== undefined) drawn.set(session, (drawn.get(session) ?? 0) + 1)
        }
        for (const count of drawn.values()) expect(count).toBeLessThanOrEqual(2)
      }),
      { numRuns: 200 },
    )
  })

  it('keeps its draws when the target is raised and no session is long, in every cell that does not shrink', () => {
    fc.assert(
      fc.property(populations, plans, fc.integer({ min: 1, max: 100 }), (traces, plan, more) => {
        const alone = traces.map(row => ({ ...row, sessionId: undefined }))
        const small = draw(alone, plan)
        const large = draw(alone, { ...plan, targetSize: plan.targetSize + more })
        const kept = new Set(large.draws.map(row => row.traceId))
        const [before, after] = [sizesOf(small), sizesOf(large)]
        for (const row of small.draws) {
          const cell = row.cellId ?? row.stratumId
          const [population = 0, drawn = 0] = before.get(cell) ?? []
          const [populationThen = 0, drawnThen = 0] = after.get(cell) ?? []
          // A larger sample can split a stratum further; its cells have other members then.
          if (population !== populationThen || drawnThen < drawn) continue
          expect(kept.has(row.traceId)).toBe(true)
        }
      }),
      { numRuns: 100 },
    )
  })
})

describe('over many seeds', () => {
  const rng = mulberry32(7)
  // Long sessions lose more, and so do the whale and the noise: every design that ignores one of them is biased.
  const traces: readonly TestTrace[] = tracesOf('t', 240, index => {
    const session = Math.floor(Math.sqrt(index * 2.2))
    const stratum = ['1', '1', '1', '2', 'noise'][Math.floor(rng.nextFloat() * 5)] ?? '1'
    return {
      stratum,
      ...(stratum === 'noise' ? { finer: `noise/${index % 2}` } : {}),
      flags: rng.nextFloat() < 0.2 ? { f: 'on' } : {},
      customerId: rng.nextFloat() < 0.4 ? 'whale' : `c${index % 30}`,
      sessionId: `s${session}`,
    }
  })
  const length = new Map<string, number>()
  for (const { sessionId = '' } of traces) length.set(sessionId, (length.get(sessionId) ?? 0) + 1)
  const loss = new Map(
    traces.map(({ id, stratum, customerId, flags, sessionId = '' }) => [
      id,
      (length.get(sessionId) ?? 0) / 20 +
        (customerId === 'whale' ? 1 : 0) +
        (stratum === 'noise' ? 1 : 0) +
        (flags?.f === 'on' ? 1 : 0),
    ]),
  )
  const truth = [...loss.values()].reduce((total, value) => total + value, 0)

  const { strata, traitsOf } = populationOf(traces)

  function over(seeds: number, plan: Omit<SamplingPlan, 'seed'>) {
    const totals: number[] = []
    const sizes: number[] = []
    let plain = 0
    for (let seed = 0; seed < seeds; seed += 1) {
      const { draws } = drawSample(strata, { traitsOf, ...plan, seed: `unbiased ${seed}` })
      totals.push(
        draws.reduce((total, row) => total + (loss.get(row.traceId) ?? 0) / row.inclusionProbability, 0),
      )
      sizes.push(draws.reduce((total, row) => total + 1 / row.inclusionProbability, 0))
      plain += draws.reduce((total, row) => total + (loss.get(row.traceId) ?? 0), 0) / draws.length / seeds
    }
    return { total: summary(totals), size: summary(sizes), plain }
  }

  function summary(values: readonly number[]): { readonly mean: number; readonly error: number } {
    const mean = values.reduce((total, value) => total + value, 0) / values.length
    const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1)
    return { mean, error: Math.sqrt(variance / values.length) }
  }

  const plan = {
    targetSize: 48,
    allocation: 'sqrt',
    noiseWeight: 0.5,
    floor: 5,
    stratifyBy: ['flags.f'],
    customerCap: 4,
    strategy: 'cluster_stratified',
  } as const

  it.each([
    ['cells, customers and sessions', plan],
    ['sessions whose limit is raised', { ...plan, targetSize: 120 }],
    ['sessions in a simple random sample', { ...plan, strategy: 'replay' as const }],
    ['equal allocation', { ...plan, allocation: 'equal' as const, noiseWeight: 0.2 }],
  ])('weighted totals are unbiased: %s', (_title, each) => {
    const { total, size } = over(500, each)
    expect(Math.abs(total.mean - truth)).toBeLessThan(4 * total.error)
    expect(Math.abs(size.mean - traces.length)).toBeLessThan(4 * size.error + 1e-9)
    // Tight enough to see a bias of two per cent.
    expect(total.error / truth).toBeLessThan(0.007)
  })

  it('the plain mean of the same draws is not', () => {
    const { plain } = over(200, plan)
    expect(Math.abs(plain * traces.length - truth) / truth).toBeGreaterThan(0.04)
  })
})
