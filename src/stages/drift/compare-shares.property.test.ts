import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng, mulberry32 } from '../../numeric/random.ts'
import { drawWeek, INCIDENT_SHARES, shiftedShares } from '../../testing/draw-week.ts'
import { buildShareCounts } from '../../testing/share-counts-builder.ts'
import { compareShares } from './compare-shares.ts'
import { DEFAULT_DRIFT_POLICY } from './drift-policy.ts'

const counts = fc
  .array(fc.tuple(fc.nat({ max: 3000 }), fc.nat({ max: 3000 })), { minLength: 1, maxLength: 20 })
  .filter(pairs => [0, 1].every(side => pairs.some(pair => pair[side as 0 | 1] > 0)))
  .map(pairs => [pairs.map(([a]) => a), pairs.map(([, b]) => b)] as const)

function compare(a: readonly number[], b: readonly number[]) {
  return compareShares(buildShareCounts(a), buildShareCounts(b), DEFAULT_DRIFT_POLICY)
}

describe('compareShares', () => {
  it('finds nothing between a week and itself', () => {
    fc.assert(
      fc.property(counts, ([a]) => {
        const { level, shares, global, descriptions } = compare(a, a)
        expect(level).toBe('none')
        for (const share of shares) expect(share).toMatchObject({ logRatio: 0, pValue: 1, ratio: 1 })
        expect(global?.statistic ?? 0).toBeCloseTo(0, 9)
        for (const { value, interval } of Object.values(descriptions)) {
          expect(value).toBeCloseTo(0, 12)
          expect(interval?.[0]).toBe(0)
        }
      }),
    )
  })

  it('turns every log ratio round when the windows are swapped, and keeps p-values and distances', () => {
    fc.assert(
      fc.property(counts, ([a, b]) => {
        const there = compare(a, b)
        const back = compare(b, a)
        const byId = new Map(back.shares.map(share => [share.stratumId, share]))
        for (const share of there.shares) {
          const other = byId.get(share.stratumId)
          expect((other?.logRatio ?? Number.NaN) + share.logRatio).toBeCloseTo(0, 9)
          expect(other?.pValue).toBeCloseTo(share.pValue, 9)
          expect((other?.ratioInterval[0] ?? Number.NaN) * share.ratioInterval[1]).toBeCloseTo(1, 6)
        }
        expect(back.descriptions.jensenShannon.value).toBeCloseTo(
          there.descriptions.jensenShannon.value ?? 2,
          9,
        )
        expect(back.global?.pValue ?? 1).toBeCloseTo(there.global?.pValue ?? 1, 9)
      }),
    )
  })

  it('has every share inside its interval, shares that sum to 1, and an alert for no change below the threshold', () => {
    fc.assert(
      fc.property(counts, ([a, b]) => {
        const { shares } = compare(a, b)
        for (const { reference, current, ratio, level, adjustedPValue, pValue } of shares) {
          for (const { share, interval } of [reference, current]) {
            expect(interval[0]).toBeLessThanOrEqual(share)
            expect(interval[1]).toBeGreaterThanOrEqual(share)
          }
          expect(adjustedPValue ?? 1).toBeGreaterThanOrEqual(pValue)
          if (level !== 'none') expect(Math.abs((ratio ?? 2) - 1)).toBeGreaterThan(0.15)
        }
        const total = (side: 'reference' | 'current') =>
          shares.reduce((sum, share) => sum + share[side].share, 0)
        expect(total('reference')).toBeCloseTo(1, 9)
        expect(total('current')).toBeCloseTo(1, 9)
      }),
    )
  })

  it('raises no lower alarm when one stratum alone moves further away', () => {
    const rank = { none: 0, report: 1, page: 2 }
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 99 }), (more, further) => {
        const levelAt = (extra: number) => compare([1000, 9000], [1000 + extra, 9000]).level
        expect(rank[levelAt(more + further)]).toBeGreaterThanOrEqual(rank[levelAt(more)])
      }),
    )
  })
})

/** Share of simulated pairs of weeks with an alert, and with a change of more than 15% anywhere. */
function simulate(size: number, sessionSize: number, after: readonly number[], weeks: number, seed: string) {
  const rng = createRng(seed)
  let alerts = 0
  let naive = 0
  for (let week = 0; week < weeks; week += 1) {
    const reference = drawWeek(INCIDENT_SHARES, size, sessionSize, rng)
    const report = compareShares(reference, drawWeek(after, size, sessionSize, rng), DEFAULT_DRIFT_POLICY)
    if (report.level !== 'none') alerts += 1
    if (report.shares.some(({ ratio }) => ratio === null || Math.abs(ratio - 1) > 0.15)) naive += 1
  }
  return { alerts: alerts / weeks, naive: naive / weeks }
}

it('tells a shift of the whole mix in about 1 of 100 quiet weeks, also where two days alone say how bursty traffic is', () => {
  const rng = createRng('whole mix')
  const WEEKS = 400
  const twoDays = () => {
    const { strata, days } = drawWeek(INCIDENT_SHARES, 7000, 3, rng)
    const kept = days.slice(1, 3)
    const counts = strata.map((_, at) => kept.reduce((sum, day) => sum + day.counts[at]!, 0))
    return { strata: strata.map((each, at) => ({ ...each, count: counts[at]! })), days: kept }
  }
  const shifts = Array.from({ length: WEEKS }, () => {
    const { global } = compareShares(twoDays(), twoDays(), DEFAULT_DRIFT_POLICY)
    return global?.isShift === true
  }).filter(Boolean).length
  expect(shifts / WEEKS).toBeLessThan(0.03)
})

/** The full table is `npm run bench -- drift`; these are its cells that run in a second. */
describe('simulated weeks of the statistics note', () => {
  it.each([
    [2000, 1, 0.96],
    [2000, 2, 0.99],
    [10_000, 2, 0.67],
  ])(
    'quiet weeks of %i traces in sessions of %i: at most 5%% alerts, about %s by the size of changes alone',
    (size, sessionSize, naive) => {
      const rates = simulate(size, sessionSize, INCIDENT_SHARES, 300, 'quiet')
      // 5% plus two standard errors of 300 weeks.
      expect(rates.alerts).toBeLessThanOrEqual(0.05 + 2 * Math.sqrt((0.05 * 0.95) / 300))
      expect(Math.abs(rates.naive - naive)).toBeLessThan(0.1)
    },
  )

  it('a stratum of 6.3% that grows by 30% is seen nearly always at 10,000 traces, a quarter of the time at 2,000', () => {
    const after = shiftedShares(INCIDENT_SHARES, 5, 1.3)
    expect(simulate(10_000, 1, after, 150, 'grown').alerts).toBeGreaterThan(0.95)
    const few = simulate(2000, 1, after, 300, 'grown').alerts
    expect(few).toBeGreaterThan(0.18)
    expect(few).toBeLessThan(0.42)
  })
})

it('shifted shares still sum to 1', () => {
  const rng = mulberry32(1)
  const factor = 1 + rng.nextFloat()
  expect(shiftedShares(INCIDENT_SHARES, 3, factor).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
})
