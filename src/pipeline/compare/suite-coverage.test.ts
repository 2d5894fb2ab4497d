import { describe, expect, it } from 'vitest'
import type { StratumId, TraceId } from '../../records/ids.ts'
import type { Strata } from '../../records/strata.ts'
import { changesToHold, coverageOfItems } from './suite-coverage.ts'

function strata(sizes: { readonly [id: string]: number }): Strata {
  const populationSize = Object.values(sizes).reduce((sum, size) => sum + size, 0)
  return {
    strata: Object.entries(sizes).map(([id, size]) => ({
      id: id as StratumId,
      kind: 'cluster',
      label: id,
      keywords: [],
      members: Array.from({ length: size }, (_, at) => `${id}-${at}` as TraceId),
      share: size / populationSize,
      persistence: undefined,
      exampleRequests: [],
    })),
    populationSize,
  }
}

const items = (counts: { readonly [id: string]: number }): StratumId[] =>
  Object.entries(counts).flatMap(([id, count]) => Array.from({ length: count }, () => id as StratumId))

describe('coverageOfItems', () => {
  it('counts a stratum as far as it has thirty items', () => {
    const traffic = strata({ a: 600, b: 400 })
    expect(coverageOfItems(traffic, items({ a: 30 }))).toBeCloseTo(0.6, 12)
    expect(coverageOfItems(traffic, items({ a: 300, b: 15 }))).toBeCloseTo(0.8, 12)
    expect(coverageOfItems(traffic, [...items({ a: 30 }), undefined])).toBeCloseTo(0.6, 12)
  })
})

describe('changesToHold', () => {
  it('needs nothing while traffic stays as it was', () => {
    const week = strata({ a: 600, b: 400 })
    expect(changesToHold([week, week, week], items({ a: 30 }))).toBe(0)
  })

  it('counts the items a new intent asks for, each where it covers most, over the weeks after the first', () => {
    const before = strata({ a: 600, b: 400 })
    const after = strata({ a: 300, b: 200, c: 500 })
    // 0.6 was covered; a alone covers 0.3 now, and 18 of 30 items of c bring 0.3 more.
    expect(changesToHold([before, after], items({ a: 30 }))).toBe(18)
    // What was added stays: the second such week needs nothing.
    expect(changesToHold([before, after, after], items({ a: 30 }))).toBe(9)
  })

  it('says nothing of one window', () => {
    expect(changesToHold([strata({ a: 10 })], items({ a: 1 }))).toBeNull()
  })
})
