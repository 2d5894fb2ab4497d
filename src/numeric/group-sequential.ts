import { NumericError } from '../errors/numeric-error.ts'
import { type AlphaSpending, spentAlpha } from './alpha-spending.ts'
import { normalCdf, normalQuantile } from './normal.ts'
import { requireRange } from './require-range.ts'

/** Spacing of the grid in units of the narrowest step: there Simpson's rule leaves less than 1e-6 of a bound. */
const SPACING = 0.1
/** Intervals of a grid at most; reached only with looks closer together than 0.1% of the information. */
const MOST_INTERVALS = 4_000
/** Beyond this many standard deviations there is nothing: the density ends there, and so do the bounds. */
const LOWEST = 9
/** Halvings of an interval of 18, until Newton's steps, each of which doubles the digits, take over. */
const BISECTIONS = 12
const NEWTON_STEPS = 4

/** One look of a group-sequential test against one side. */
export type LookBound = {
  readonly informationFraction: number
  /** Error spent at this look and all before. */
  readonly spentAlpha: number
  /** The test rejects at this look when its statistic, estimate / standard error, exceeds this. */
  readonly bound: number
}

/**
 * Critical values of a one-sided group-sequential test: those with which the chance to reject at this look or before,
 * when there is nothing to find, is exactly what the spending function allows. With one look it is the fixed test.
 *
 * The statistic at information t is B(t) / sqrt(t), B a Brownian motion. The density of B among the runs that go on
 * is carried from look to look by numerical integration. No bound for futility enters, so that going on in spite of
 * one costs nothing.
 *
 * @param informationFractions - one per look, increasing, in (0, 1].
 * @param alpha - one-sided error rate over all looks, in (0, 1).
 * @throws {NumericError} `out-of-range`.
 * @see Jennison & Turnbull 2000, section 19.2, with Simpson's rule on an even grid; Lan & DeMets 1983.
 */
export function groupSequentialBounds(
  informationFractions: readonly number[],
  alpha: number,
  spending: AlphaSpending,
): readonly LookBound[] {
  requireIncreasing(informationFractions)
  const spacing = SPACING * narrowestStep(informationFractions)
  const looks: LookBound[] = []
  let previous: Density | undefined
  let spentBefore = 0
  let before = 0
  for (const informationFraction of informationFractions) {
    const spent = spentAlpha(spending, alpha, informationFraction)
    const step = Math.sqrt(informationFraction - before)
    const allowed = spent - spentBefore
    const scale = Math.sqrt(informationFraction)
    const limit =
      previous === undefined
        ? Math.min(LOWEST, -normalQuantile(allowed)) * scale
        : solve(previous, step, { allowed, highest: LOWEST * scale })
    looks.push({ informationFraction, spentAlpha: spent, bound: limit / scale })
    previous = continued(previous, step, { low: -LOWEST * scale, high: limit, spacing })
    spentBefore = spent
    before = informationFraction
  }
  return looks
}

/** The density of the sum at one look among the runs that have not stopped, with the weights to integrate it. */
type Density = {
  readonly points: Float64Array
  /** Density times the weight of its point. */
  readonly masses: Float64Array
}

type Grid = { readonly low: number; readonly high: number; readonly spacing: number }

function continued(previous: Density | undefined, step: number, { low, high, spacing }: Grid): Density {
  // Simpson's rule takes an even number of intervals.
  const intervals = Math.min(MOST_INTERVALS, 2 * Math.ceil((high - low) / (2 * spacing)))
  const points = new Float64Array(intervals + 1)
  const masses = new Float64Array(intervals + 1)
  const width = (high - low) / intervals
  for (let index = 0; index <= intervals; index += 1) {
    const point = low + width * index
    const isEnd = index === 0 || index === intervals
    const simpson = (width / 3) * (isEnd ? 1 : index % 2 === 1 ? 4 : 2)
    points[index] = point
    masses[index] = simpson * densityAt(previous, step, point)
  }
  return { points, masses }
}

const ROOT_TWO_PI = Math.sqrt(2 * Math.PI)

function densityAt(previous: Density | undefined, step: number, point: number): number {
  const factor = 1 / (step * ROOT_TWO_PI)
  if (previous === undefined) return factor * Math.exp(-0.5 * (point / step) ** 2)
  const { points, masses } = previous
  let total = 0
  for (let index = 0; index < points.length; index += 1) {
    const score = (point - (points[index] ?? 0)) / step
    // Nothing that far from a point adds to its density.
    if (score * score < 100) total += (masses[index] ?? 0) * Math.exp(-0.5 * score * score)
  }
  return factor * total
}

/** The limit above which the allowed part of the runs that went on lands. */
function solve(
  previous: Density,
  step: number,
  { allowed, highest }: { readonly allowed: number; readonly highest: number },
): number {
  let low = -highest
  let high = highest
  for (let round = 0; round < BISECTIONS; round += 1) {
    const middle = (low + high) / 2
    if (chanceAbove(previous, step, middle) > allowed) low = middle
    else high = middle
  }
  let limit = (low + high) / 2
  for (let round = 0; round < NEWTON_STEPS; round += 1) {
    const density = densityAt(previous, step, limit)
    // Where next to nothing may be spent, the density is lost in rounding and the halvings are all there is.
    if (!(density > Number.MIN_VALUE)) break
    const excess = chanceAbove(previous, step, limit) - allowed
    limit = Math.min(high, Math.max(low, limit + excess / density))
  }
  return limit
}

function chanceAbove({ points, masses }: Density, step: number, limit: number): number {
  let total = 0
  for (let index = 0; index < points.length; index += 1) {
    total += (masses[index] ?? 0) * normalCdf(((points[index] ?? 0) - limit) / step)
  }
  return total
}

function narrowestStep(fractions: readonly number[]): number {
  const squares = fractions.map((fraction, index) => fraction - (fractions[index - 1] ?? 0))
  return Math.sqrt(Math.min(...squares))
}

function requireIncreasing(fractions: readonly number[]): void {
  let before = 0
  for (const [index, fraction] of fractions.entries()) {
    requireRange(`informationFractions[${index}]`, fraction, Number.MIN_VALUE, 1)
    if (fraction <= before) {
      throw new NumericError(
        `Expected increasing \`informationFractions\`, got ${fraction} after ${before}`,
        {
          reason: 'out-of-range',
        },
      )
    }
    before = fraction
  }
}
