import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Allocation } from '../../records/sample.ts'
import { populationOf } from './__fixtures__/population.ts'
import { createBottomK } from './bottom-k.ts'
import { drawSample } from './draw-sample.ts'
import { createStreamingSample } from './streaming-sample.ts'

const items = fc.uniqueArray(
  fc.record({ id: fc.string({ maxLength: 4 }), u: fc.integer({ min: 0, max: 30 }).map(n => n / 31) }),
  { selector: item => item.id, maxLength: 120 },
)

describe('createBottomK', () => {
  it('keeps what sorting everything would put first, numbers that are equal by id', () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 60 }), (offered, capacity) => {
        const kept = createBottomK(capacity)
        for (const { id, u } of offered) kept.offer(id, u)
        const sorted = offered.toSorted((a, b) => a.u - b.u || (a.id < b.id ? -1 : 1))
        expect(kept.entries()).toEqual(sorted.slice(0, capacity))
        expect(kept.offered).toBe(offered.length)
      }),
      { numRuns: 300 },
    )
  })

  it('refuses to keep nothing', () => {
    expect(() => createBottomK(0)).toThrow('capacity')
  })
})

describe('createStreamingSample', () => {
  const plan = {
    targetSize: 60,
    seed: 'stream',
    noiseWeight: 0.5,
    floor: 5,
  } as const

  it('draws in one pass, in any order, what drawSample draws from the whole population', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('1', '2', '3', 'noise'), { minLength: 1, maxLength: 200 }),
        fc.constantFrom<Allocation>('sqrt', 'proportional', 'equal'),
        (homes, allocation) => {
          const traces = homes.map((stratum, index) => ({ id: `t${index}`, stratum }))
          const { strata } = populationOf(traces)
          const stream = createStreamingSample({ ...plan, allocation })
          for (const row of strata.strata.toReversed()) {
            for (const id of row.members) stream.offer(row.id, row.kind, id)
          }
          const expected = drawSample(strata, { ...plan, allocation, strategy: 'cluster_stratified' })
          expect(stream.draw()).toEqual(expected)
        },
      ),
      { numRuns: 100 },
    )
  })

  it('has no sample of nothing', () => {
    expect(() => createStreamingSample({ ...plan, allocation: 'sqrt' }).draw()).toThrow('at least one trace')
  })
})
