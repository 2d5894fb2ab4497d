import { expect, it } from 'vitest'
import type { RunId } from '../../records/ids.ts'
import type { Trend, TrendPoint } from '../../records/trend.ts'
import { trendLines } from './trend-lines.ts'

const DAY = 86_400_000

function point(week: number, overrides: Partial<TrendPoint> = {}): TrendPoint {
  return {
    runId: `run-${week}` as RunId,
    window: { startMs: 7 * week * DAY, endMs: 7 * (week + 1) * DAY },
    outcome: 'PASS',
    delta: { gate: 'global', estimate: -0.01, interval: [-0.02, 0.01], standardError: null },
    coverage: null,
    baseline: null,
    costPicoUsd: null,
    series: 1,
    breaks: [],
    baselineChanges: [],
    ...overrides,
  }
}

const trend = (points: readonly TrendPoint[]): Trend => ({
  points,
  deltaSlope: null,
  coverageSlope: null,
  superseded: 0,
  undated: 0,
})

it('says window by window what was measured, and n/a where nothing was', () => {
  const [header, line] = trendLines(trend([point(0)]))
  expect(header).toMatch(/^window +verdict +difference +interval/)
  expect(line).toMatch(
    /^1970-01-01 to 1970-01-07 +PASS +-0\.010 global +\[-0\.020, \+0\.010\] +n\/a +n\/a +unknown$/,
  )
})

it('names a break before the window and a change of production after it', () => {
  const change = {
    what: 'outcome',
    before: 0.9,
    after: 0.5,
    interval: [-0.5, -0.3],
    adjustedPValue: 0.001,
  } as const
  const lines = trendLines(
    trend([
      point(0),
      point(1, {
        breaks: [{ what: 'rubric', before: 'texts: a', after: 'texts: b' }],
        baselineChanges: [
          { ...change, isChange: true },
          { ...change, what: 'loop', isChange: false },
        ],
      }),
    ]),
  )
  expect(lines[2]).toBe('  -- new series: another rubric, texts: a -> texts: b --')
  expect(lines[4]).toBe('  production itself: success 90.0% -> 50.0%, difference [-0.500, -0.300]')
  expect(lines).toHaveLength(5)
})

it('shows the newest windows alone, and where the line goes', () => {
  const points = Array.from({ length: 12 }, (_, week) => point(week))
  const slope = { perWeek: -0.004, interval: [-0.006, -0.002], windows: 12 } as const
  const lines = trendLines({ ...trend(points), deltaSlope: slope })
  expect(lines).toHaveLength(1 + 8 + 1)
  expect(lines.at(-1)).toBe('the difference falls: -0.004 a week [-0.006, -0.002] over 12 windows')
  expect(trendLines(trend([]))).toEqual([])
})
