import { studentTQuantile } from '../../numeric/student-t.ts'
import type { Slope } from '../../records/trend.ts'

/** One window's measured value. */
export type Measured = {
  /** Unix epoch, milliseconds. */
  readonly atMs: number
  readonly estimate: number
  /** > 0. */
  readonly standardError: number
}

const FEWEST = 3
const WEEK_MS = 7 * 86_400_000
const TAIL = 0.975

/**
 * Change per week of a value measured in several windows: least squares weighted by the inverse variances. Where the
 * values scatter more about the line than their errors say, the interval widens by that factor (Birge), never narrows, and
 * by Student's t, because a few windows say little of that factor (of four without a trend, three times as scattered as
 * their errors say, 18% showed one without it and 7% do with it).
 *
 * @returns null with fewer than three windows, or without any distance in time.
 */
export function slopeOf(measured: readonly Measured[]): Slope | null {
  const known = measured.filter(({ standardError }) => standardError > 0)
  if (known.length < FEWEST) return null
  const weights = known.map(({ standardError }) => 1 / standardError ** 2)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0) / total
  const weeks = known.map(({ atMs }) => atMs / WEEK_MS)
  const estimates = known.map(({ estimate }) => estimate)
  const [meanWeek, meanEstimate] = [mean(weeks), mean(estimates)]
  const spread = total * mean(weeks.map(week => (week - meanWeek) ** 2))
  if (!(spread > 0)) return null
  const perWeek =
    (total * mean(weeks.map((week, index) => (week - meanWeek) * ((estimates[index] ?? 0) - meanEstimate)))) /
    spread
  const excess =
    (total *
      mean(
        weeks.map(
          (week, index) => ((estimates[index] ?? 0) - meanEstimate - perWeek * (week - meanWeek)) ** 2,
        ),
      )) /
    (known.length - 2)
  const degreesOfFreedom = excess > 1 ? known.length - 2 : Number.POSITIVE_INFINITY
  const half = studentTQuantile(TAIL, degreesOfFreedom) * Math.sqrt(Math.max(1, excess) / spread)
  return { perWeek, interval: [perWeek - half, perWeek + half], windows: known.length }
}
