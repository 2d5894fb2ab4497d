import { describe, expect, it } from 'vitest'
import type { StratumId } from '../../records/ids.ts'
import { neymanSpreads, type ObservedSpread } from './neyman-spreads.ts'

const spreadsOf = (rows: Record<string, ObservedSpread>): ReadonlyMap<string, number> =>
  neymanSpreads(new Map(Object.entries(rows) as [StratumId, ObservedSpread][]))

describe('neymanSpreads', () => {
  it('shrinks a stratum towards the pooled spread by what twenty observations weigh', () => {
    const spreads = spreadsOf({ a: { count: 21, variance: 0.04 }, b: { count: 21, variance: 0.16 } })
    // Pooled .10; (20 * .10 + 20 * .04) / 40 = .07 and .13.
    expect(spreads.get('a')).toBeCloseTo(Math.sqrt(0.07), 12)
    expect(spreads.get('b')).toBeCloseTo(Math.sqrt(0.13), 12)
  })

  it('is never zero for a stratum of ties, however many', () => {
    const spreads = spreadsOf({
      ties: { count: 1_000_000, variance: 0 },
      other: { count: 1000, variance: 0.25 },
    })
    const pooled = (999 * 0.25) / (999 + 999_999)
    expect(spreads.get('ties')).toBeCloseTo(0.1 * Math.sqrt(pooled), 12)
  })

  it('knows nothing when nothing ever differed', () => {
    expect(spreadsOf({ a: { count: 50, variance: 0 } }).size).toBe(0)
    expect(spreadsOf({}).size).toBe(0)
  })

  it('refuses the variance of a single difference', () => {
    expect(() => spreadsOf({ a: { count: 1, variance: 0 } })).toThrow('count')
  })
})
