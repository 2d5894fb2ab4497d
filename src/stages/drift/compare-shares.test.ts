import { describe, expect, it } from 'vitest'
import { InvariantError } from '../../errors/invariant-error.ts'
import { NumericError } from '../../errors/numeric-error.ts'
import { createRng } from '../../numeric/random.ts'
import type { DriftReport, RefitCluster, ShareCounts } from '../../records/drift.ts'
import type { StratumId } from '../../records/ids.ts'
import { drawWeek, INCIDENT_SHARES, shiftedShares } from '../../testing/draw-week.ts'
import { buildDailyCounts, buildShareCounts } from '../../testing/share-counts-builder.ts'
import { compareShares, type DriftEvidence } from './compare-shares.ts'
import { DEFAULT_DRIFT_POLICY } from './drift-policy.ts'

function compare(
  reference: ShareCounts | readonly number[],
  current: ShareCounts | readonly number[],
  evidence: DriftEvidence = {},
): DriftReport {
  const built = (window: ShareCounts | readonly number[]): ShareCounts =>
    'strata' in window ? window : buildShareCounts(window)
  return compareShares(built(reference), built(current), DEFAULT_DRIFT_POLICY, evidence)
}

function changeOf(report: DriftReport, stratumId: string) {
  return report.shares.find(share => share.stratumId === stratumId)
}

describe('a share drifts', () => {
  it('when it changed by more than 15%, beyond chance: both are needed', () => {
    const large = compare([1000, 9000], [1400, 8600])
    expect(changeOf(large, 's00')).toMatchObject({ change: 'grown', level: 'page' })
    expect(changeOf(large, 's00')?.ratio).toBeCloseTo(1.4, 12)
    // The rest gave way by 4%: as significant, and too small to matter.
    expect(changeOf(large, 's01')).toMatchObject({ change: 'none', level: 'none' })
    expect(changeOf(large, 's01')?.adjustedPValue).toBeLessThan(1e-9)
    const few = compare([10, 90], [14, 86])
    expect(few.level).toBe('none')
    expect(changeOf(few, 's00')?.ratio).toBeCloseTo(1.4, 12)
  })

  it('not when it is below 1% of both windows, but when it reaches 1% of one', () => {
    expect(compare([10_000, 20], [10_000, 90]).level).toBe('none')
    expect(changeOf(compare([10_000, 20], [10_000, 120]), 's01')?.level).toBe('page')
  })

  it('not at exactly the threshold, whatever the last bit of the ratio says', () => {
    expect(compare([100_000, 900_000], [115_000, 885_000]).level).toBe('none')
    expect(compare([100_000, 900_000], [85_000, 915_000]).level).toBe('none')
  })

  it('reports below 5% and pages below 1% of the adjusted p-value', () => {
    const levels = [115, 130, 139, 160].map(count =>
      changeOf(compare([100, 900], [count, 1000 - count]), 's00'),
    )
    expect(levels.map(share => share?.level)).toEqual(['none', 'report', 'page', 'page'])
    const [, report, page] = levels
    expect(report?.adjustedPValue).toBeGreaterThan(0.01)
    expect(report?.adjustedPValue).toBeLessThan(0.05)
    expect(page?.adjustedPValue).toBeLessThan(0.01)
  })

  it('whatever the number of strata too small to alert', () => {
    const tail = new Array<number>(200).fill(20)
    const report = compare([1000, 9000, ...tail], [1160, 8840, ...tail])
    // Among 202 strata it would be lost.
    expect(202 * (changeOf(report, 's00')?.pValue ?? 0)).toBeGreaterThan(0.05)
    expect(changeOf(report, 's02')).toMatchObject({ adjustedPValue: null, level: 'none' })
    const { pValue, adjustedPValue, level } = changeOf(report, 's00')!
    expect(adjustedPValue).toBeLessThanOrEqual(2 * pValue)
    expect(level).not.toBe('none')
  })

  it('to appear or to vanish when it is twenty times the other window, or the other has none', () => {
    const report = compare([500, 500, 0, 60, 440], [480, 500, 60, 3, 457])
    expect(changeOf(report, 's02')).toMatchObject({ change: 'appeared', ratio: null, level: 'page' })
    expect(changeOf(report, 's02')?.ratioInterval.every(Number.isFinite)).toBe(true)
    expect(changeOf(report, 's03')).toMatchObject({ change: 'vanished', level: 'page' })
    expect(report.shares.slice(0, 2).map(share => share.stratumId)).toEqual(['s03', 's02'])
    expect(report.reasons.join(' ')).toMatch(/"label s03" vanished.*"label s02" appeared: from 0% to 4%/)
  })

  it('in unassigned traffic as in any stratum, and says that no known intent covers it', () => {
    const week = (noise: number) => buildDailyCounts([[400, 300, noise]], { hasNoise: true })
    const report = compare(week(100), week(200))
    expect(changeOf(report, 'noise')).toMatchObject({ kind: 'noise', change: 'grown', level: 'page' })
    expect(report.reasons[0]).toContain('no known intent covers')
  })
})

describe('sessions and bursts', () => {
  // The two strata swap 60 traces every other day.
  const bursty = buildDailyCounts([
    [130, 870],
    [70, 930],
    [130, 870],
    [70, 930],
  ])

  it('make the same change less certain', () => {
    const alone = compare([400, 3600], [480, 3520])
    const dispersed = compare(bursty, [480, 3520])
    expect(alone.level).toBe('page')
    expect(dispersed.level).toBe('none')
    expect(dispersed.overdispersion.factor).toBeGreaterThan(13)
    const factor = dispersed.overdispersion.factor
    const ratio =
      (changeOf(dispersed, 's00')?.standardError ?? 0) / (changeOf(alone, 's00')?.standardError ?? 1)
    expect(ratio).toBeCloseTo(Math.sqrt(factor), 9)
    expect((alone.global?.statistic ?? 0) / (dispersed.global?.statistic ?? 1)).toBeCloseTo(factor, 9)
  })

  it('are taken as absent, and the report says so, when there are no two days to compare', () => {
    expect(compare([400, 3600], [400, 3600]).overdispersion).toEqual({
      factor: 1,
      interval: null,
      degreesOfFreedom: 0,
    })
    expect(compare([400, 3600], [400, 3600]).reasons.at(-1)).toContain('no two days')
    expect(compare(bursty, bursty).reasons.join(' ')).not.toContain('no two days')
  })

  it('are not what weekends ask for week after week, where both windows hold as many of them', () => {
    const workday = [100, 900]
    const sunday = [200, 800]
    const week = buildDailyCounts([sunday, ...Array.from({ length: 5 }, () => workday), sunday])
    expect(compare(week, week).overdispersion).toMatchObject({ factor: 1, degreesOfFreedom: 5 })
    const grown = buildDailyCounts([[240, 760], ...Array.from({ length: 5 }, () => [120, 880]), [240, 760]])
    expect(changeOf(compare(week, grown), 's00')?.level).toBe('page')
    const days = buildDailyCounts(Array.from({ length: 6 }, () => workday))
    expect(compare(week, days).overdispersion.factor).toBeGreaterThan(10)
  })

  it('are read from the reference window alone: a wild week cannot excuse itself', () => {
    const quiet = buildDailyCounts(Array.from({ length: 4 }, () => [100, 900]))
    expect(compare(quiet, bursty).overdispersion.factor).toBe(1)
  })
})

it('many small changes are a shift of the mix, and no alert of any stratum', () => {
  const reference = Array.from({ length: 40 }, () => 1000)
  const current = reference.map((count, index) => count + (index % 2 === 0 ? 60 : -60))
  const report = compare(reference, current)
  expect(report.level).toBe('none')
  expect(report.global).toMatchObject({ isShift: true, degreesOfFreedom: 39, pooledStrata: 0 })
  expect(report.reasons.join(' ')).toContain('The mix as a whole did change')
})

it('strata with hardly any traces are one cell of the global test', () => {
  const { global } = compare([500, 500, 1, 0, 1], [500, 500, 0, 1, 0])
  expect(global).toMatchObject({ pooledStrata: 3, degreesOfFreedom: 2 })
  expect(compare([70], [80]).global).toBeNull()
})

describe('descriptions', () => {
  it('have no stability index when a stratum is on one side alone, where it is infinite', () => {
    const { descriptions } = compare([500, 500, 10], [500, 500, 0])
    expect(descriptions.populationStabilityIndex).toEqual({ value: null, interval: null })
    expect(descriptions.jensenShannon.value).toBeGreaterThan(0)
  })

  it('cover the true distance of the two mixes in 95 of 100 pairs of weeks', () => {
    const rng = createRng('descriptions')
    const before = INCIDENT_SHARES
    const after = shiftedShares(before, 0, 1.4)
    const exact = compare(
      before.map(share => share * 1e6),
      after.map(share => Math.round(share * 1e6)),
    ).descriptions
    const names = ['populationStabilityIndex', 'jensenShannon', 'totalVariation'] as const
    const covered = { populationStabilityIndex: 0, jensenShannon: 0, totalVariation: 0 }
    const weeks = 200
    for (let week = 0; week < weeks; week += 1) {
      const { descriptions } = compare(drawWeek(before, 2000, 2, rng), drawWeek(after, 2000, 2, rng))
      for (const name of names) {
        const [low, high] = descriptions[name].interval ?? [1, 0]
        const truth = exact[name].value ?? Number.NaN
        if (low <= truth && truth <= high) covered[name] += 1
      }
    }
    for (const name of names) expect(covered[name] / weeks).toBeGreaterThanOrEqual(0.95)
  })
})

describe('a refit cluster is a new intent', () => {
  const windows = [1900, 100]
  const intentOf = (cluster: Omit<RefitCluster, 'label'>, counts = windows) =>
    compare(counts, counts, { refitClusters: [{ label: 'gift cards', ...cluster }] }).newIntents?.[0]

  it('when most of it was unassigned and it was not there before', () => {
    const intent = intentOf({ size: 40, fromUnassigned: 30, referenceCount: 2 })
    expect(intent).toMatchObject({ level: 'page', unassignedShare: 0.75, share: 0.02, growth: 0.019 })
    expect(intent?.growthInterval[0]).toBeGreaterThan(0)
    const report = compare(windows, windows, {
      refitClusters: [{ label: 'gift cards', size: 40, fromUnassigned: 30, referenceCount: 2 }],
    })
    expect(report.level).toBe('page')
    expect(report.reasons[0]).toBe(
      'New intent "gift cards": 40 traces, 2% of the window against 0.1% before; 75% of them fit no known intent (adjusted p < 0.0001).',
    )
  })

  it.each([
    ['59% of it was unassigned', { size: 100, fromUnassigned: 59, referenceCount: 0 }],
    ['it has 29 traces', { size: 29, fromUnassigned: 29, referenceCount: 0 }],
  ])('not when %s', (_title, cluster) => {
    expect(intentOf(cluster)).toBeUndefined()
  })

  it('not below half a percent of a large window', () => {
    const large = [19_000, 1000]
    expect(intentOf({ size: 99, fromUnassigned: 99, referenceCount: 0 }, large)).toBeUndefined()
    expect(intentOf({ size: 100, fromUnassigned: 100, referenceCount: 0 }, large)?.level).toBe('page')
  })

  it('not when as much of it was among the noise of the reference window', () => {
    expect(intentOf({ size: 40, fromUnassigned: 40, referenceCount: 35 })?.level).toBe('none')
  })

  it('only after correction for all the clusters of the refit', () => {
    const borderline = { label: 'borderline', size: 40, fromUnassigned: 40, referenceCount: 21 }
    const steady = Array.from({ length: 9 }, (_, index) => ({
      label: `steady ${index}`,
      size: 40,
      fromUnassigned: 40,
      referenceCount: 40,
    }))
    const levelOf = (refitClusters: readonly RefitCluster[]) =>
      compare(windows, windows, { refitClusters }).newIntents?.find(({ label }) => label === 'borderline')
        ?.level
    expect(levelOf([borderline])).toBe('report')
    expect(levelOf([borderline, ...steady])).toBe('none')
  })

  it('and nothing is said of new intents when there was no refit', () => {
    expect(compare(windows, windows).newIntents).toBeNull()
    expect(compare(windows, windows, { refitClusters: [] }).newIntents).toEqual([])
  })

  it('refuses counts that contradict each other', () => {
    expect(() => intentOf({ size: 40, fromUnassigned: 41, referenceCount: 0 })).toThrow(InvariantError)
  })
})

describe('refused', () => {
  it('an empty window: its shares are unknown, not zero', () => {
    expect(() => compare([0, 0], [5, 5])).toThrow(NumericError)
    expect(() => compare([5, 5], [])).toThrow(/current window/)
  })

  it('a stratum listed twice, or a day with a count too few', () => {
    const [first] = buildShareCounts([5]).strata
    const twice = { strata: [first!, first!], days: [] }
    expect(() => compare(twice, [5])).toThrow(InvariantError)
    const short = { ...buildShareCounts([5, 5]), days: [{ day: '2026-11-01', counts: [10] }] }
    expect(() => compare(short, [5, 5])).toThrow(InvariantError)
  })
})

it('strata are matched by id, in whatever order they are listed', () => {
  const current = buildShareCounts([400, 600, 1000])
  const reversed = { strata: current.strata.toReversed(), days: [] }
  expect(compare([500, 500, 1000], reversed)).toEqual(compare([500, 500, 1000], current))
  const renamed = current.strata.map(stratum => ({
    ...stratum,
    stratumId: `x${stratum.stratumId}` as StratumId,
  }))
  expect(compare([500, 500, 1000], { strata: renamed, days: [] }).shares).toHaveLength(6)
})
