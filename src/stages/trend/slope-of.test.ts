import { expect, it } from 'vitest'
import { createRng } from '../../numeric/random.ts'
import { slopeOf } from './slope-of.ts'

const WEEK = 7 * 86_400_000
const at = (week: number, estimate: number, standardError = 0.01) => ({
  atMs: week * WEEK,
  estimate,
  standardError,
})

it('is the change per week, later weeks no matter how far apart', () => {
  expect(slopeOf([at(0, 0), at(1, 0.02), at(5, 0.1)])?.perWeek).toBeCloseTo(0.02, 12)
})

it('trusts a window more the better it was measured', () => {
  const slope = slopeOf([at(0, 0, 0.001), at(1, 0.01, 0.001), at(2, 0.5, 10)])
  expect(slope?.perWeek).toBeCloseTo(0.01, 3)
})

it('widens where the windows scatter more than their errors say', () => {
  const width = (values: readonly number[]): number => {
    const slope = slopeOf(values.map((value, week) => at(week, value)))
    return slope === null ? Number.NaN : slope.interval[1] - slope.interval[0]
  }
  expect(width([0, 0.3, -0.3, 0.3])).toBeGreaterThan(5 * width([0, 0.001, 0, 0.001]))
})

it('is nothing with two windows, or three of one time', () => {
  expect(slopeOf([at(0, 0), at(1, 1)])).toBeNull()
  expect(slopeOf([at(1, 0), at(1, 1), at(1, 2)])).toBeNull()
})

it.each([
  { windows: 6, scatter: 0.01, least: 0.94 },
  { windows: 6, scatter: 0.03, least: 0.92 },
  { windows: 4, scatter: 0.03, least: 0.9 },
])(
  'covers a true slope in $least of series of $windows windows that scatter by $scatter',
  ({ windows, scatter, least }) => {
    const rng = createRng('slopes')
    const normal = (): number => Array.from({ length: 12 }, () => rng.nextFloat()).reduce((a, b) => a + b, -6)
    const RUNS = 1000
    const weeks = [...Array(windows).keys()]
    const covered = Array.from({ length: RUNS }, () => {
      const slope = slopeOf(weeks.map(week => at(week, 0.002 * week + scatter * normal())))
      return slope !== null && slope.interval[0] <= 0.002 && slope.interval[1] >= 0.002
    }).filter(Boolean).length
    expect(covered / RUNS).toBeGreaterThan(least)
  },
)
