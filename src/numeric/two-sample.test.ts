import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NumericError } from '../errors/numeric-error.ts'
import { classifierArea, classifierTest } from './classifier-test.ts'
import { fitLogistic, linearScores } from './logistic.ts'
import type { Matrix } from './matrix.ts'
import { meanDiscrepancyTest } from './mean-discrepancy.ts'
import { monteCarloPValue } from './monte-carlo-p-value.ts'
import { createRng, type Rng } from './random.ts'
import { randomSubsets } from './random-subset.ts'
import { rankArea, rankAreaInterval } from './rank-area.ts'

const QUICK = { draws: 99, maxDraws: 99 }

/** Rows of uniform noise; the first column is moved by `shift`, or stretched by `stretch`. */
function cloud(rng: Rng, rows: number, { shift = 0, stretch = 1 } = {}): Matrix {
  const columns = 6
  const data = Float64Array.from({ length: rows * columns }, (_, at) => {
    const value = rng.nextFloat() - 0.5
    return at % columns === 0 ? value * stretch + shift : value
  })
  return { data, rows, columns }
}

/** Share of `times` tests below .1 on fresh pairs of clouds. */
function rejections(times: number, test: (rng: Rng) => number): number {
  const rng = createRng('rejections')
  return Array.from({ length: times }, () => test(rng)).filter(p => p < 0.1).length / times
}

const tests = [
  ['meanDiscrepancyTest', (a: Matrix, b: Matrix, rng: Rng) => meanDiscrepancyTest(a, b, rng, QUICK).pValue],
  ['classifierTest', (a: Matrix, b: Matrix, rng: Rng) => classifierTest(a, b, rng, QUICK).pValue],
] as const

describe.each(tests)('%s', (_name, test) => {
  it('rejects equal distributions as often as its level says, also with unequal samples', () => {
    const rate = rejections(200, rng => test(cloud(rng, 24), cloud(rng, 16), rng))
    // .1 within 2.5 standard errors of 200 tests.
    expect(rate).toBeGreaterThan(0.04)
    expect(rate).toBeLessThan(0.155)
  })

  it('finds rows that moved', () => {
    expect(rejections(30, rng => test(cloud(rng, 40), cloud(rng, 50, { shift: 0.5 }), rng))).toBeGreaterThan(
      0.9,
    )
  })

  it('gives the same p-value for the same seed', () => {
    const at = (seed: string) =>
      test(cloud(createRng('a'), 30), cloud(createRng('b'), 30, { shift: 0.1 }), createRng(seed))
    expect(at('one')).toBe(at('one'))
  })

  it('refuses samples of different vector lengths, and of one row', () => {
    const rng = createRng('refused')
    const [some, one] = [cloud(rng, 5), cloud(rng, 1)]
    const wide = { data: new Float64Array(35), rows: 5, columns: 7 }
    expect(() => test(some, wide, rng)).toThrow(NumericError)
    expect(() => test(some, one, rng)).toThrow(NumericError)
  })
})

it('the discrepancy sees a change of spread that leaves the mean where it was', () => {
  const rate = rejections(30, rng => {
    const [a, b] = [cloud(rng, 60), cloud(rng, 60, { stretch: 4 })]
    return meanDiscrepancyTest(a, b, rng, QUICK).pValue
  })
  expect(rate).toBeGreaterThan(0.9)
})

describe('meanDiscrepancyTest', () => {
  it('has the statistic of its definition', () => {
    const rng = createRng('definition')
    const [a, b] = [cloud(rng, 5), cloud(rng, 4, { shift: 0.3 })]
    const rowsOf = ({ data, rows, columns }: Matrix) =>
      Array.from({ length: rows }, (_, row) => [...data.slice(row * columns, (row + 1) * columns)])
    const squared = (x: readonly number[], y: readonly number[]) =>
      x.reduce((sum, value, at) => sum + (value - y[at]!) ** 2, 0)
    const [rowsA, rowsB] = [rowsOf(a), rowsOf(b)]
    const all = [...rowsA, ...rowsB]
    const distances = all.flatMap((x, i) => all.slice(0, i).map(y => squared(x, y))).sort((x, y) => x - y)
    const bandwidth = distances[Math.floor(distances.length / 2)]!
    const mean = (left: typeof rowsA, right: typeof rowsA) => {
      const values = left.flatMap((x, i) =>
        right.flatMap((y, j) =>
          left === right && i === j ? [] : [Math.exp(-squared(x, y) / (2 * bandwidth))],
        ),
      )
      return values.reduce((sum, value) => sum + value, 0) / values.length
    }
    const expected = mean(rowsA, rowsA) + mean(rowsB, rowsB) - 2 * mean(rowsA, rowsB)
    expect(meanDiscrepancyTest(a, b, rng, QUICK).statistic).toBeCloseTo(expected, 12)
    expect(meanDiscrepancyTest(b, a, rng, QUICK).statistic).toBeCloseTo(expected, 12)
  })

  it('finds nothing between samples of one and the same vector', () => {
    const same = { data: new Float64Array(24).fill(0.5), rows: 8, columns: 3 }
    expect(meanDiscrepancyTest(same, same, createRng('same'), QUICK)).toMatchObject({
      statistic: 0,
      pValue: 1,
    })
  })
})

describe('classifierArea', () => {
  it('is about .5 for equal clouds, near 1 for clouds apart, inside its interval', () => {
    const rng = createRng('area')
    const equal = classifierArea(cloud(rng, 300), cloud(rng, 300), rng)
    expect(Math.abs(equal.area - 0.5)).toBeLessThan(0.08)
    const apart = classifierArea(cloud(rng, 60), cloud(rng, 60, { shift: 2 }), rng)
    expect(apart.area).toBeGreaterThan(0.98)
    for (const { area, interval } of [equal, apart]) {
      expect(interval[0]).toBeLessThanOrEqual(area)
      expect(interval[1]).toBeGreaterThanOrEqual(area)
    }
  })
})

describe('fitLogistic', () => {
  it('ranks rows alike wherever they lie and in whatever unit', () => {
    const rng = createRng('affine')
    const [a, b] = [cloud(rng, 20), cloud(rng, 25, { shift: 0.2 })]
    const moved = ({ data, ...shape }: Matrix) => ({ data: data.map(value => value * 40 + 7), ...shape })
    const scores = linearScores(fitLogistic(a, b), a)
    const others = linearScores(fitLogistic(moved(a), moved(b)), moved(a))
    for (const [row, score] of scores.entries()) expect(others[row]).toBeCloseTo(score, 6)
  })

  it('stands where its loss has no slope left', () => {
    const rng = createRng('slope')
    const [a, b] = [cloud(rng, 30), cloud(rng, 30, { shift: 0.3 })]
    const { weights, intercept } = fitLogistic(a, b)
    // The same ridge loss, written out; the unit of the rows as fitted is one factor of all columns.
    const all = [...a.data, ...b.data]
    const centre = Array.from(
      { length: 6 },
      (_, c) => all.filter((__, at) => at % 6 === c).reduce((s, v) => s + v, 0) / 60,
    )
    const scale = Math.sqrt(all.reduce((sum, value, at) => sum + (value - centre[at % 6]!) ** 2, 0) / 60)
    const loss = (w: readonly number[]) => {
      let total = 0
      for (let row = 0; row < 60; row += 1) {
        let score = 0
        for (let c = 0; c < 6; c += 1) score += w[c]! * (all[row * 6 + c]! - centre[c]!)
        total += Math.log1p(Math.exp(row < 30 ? score : -score)) / 60
      }
      return total + (0.01 / 2) * w.reduce((sum, value) => sum + (value * scale) ** 2, 0)
    }
    for (let c = 0; c < 6; c += 1) {
      const nudged = (by: number) => [...weights].map((value, at) => (at === c ? value + by : value))
      expect((loss(nudged(1e-4)) - loss(nudged(-1e-4))) / 2e-4 / scale).toBeCloseTo(0, 4)
    }
    expect(intercept).toBeCloseTo(-centre.reduce((sum, value, c) => sum + value * weights[c]!, 0), 9)
  })
})

describe('rankArea', () => {
  const scores = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 })

  it('is the share of pairs in the right order, ties half', () => {
    fc.assert(
      fc.property(scores, scores, (higher, lower) => {
        const pairs = higher.flatMap(x => lower.map(y => (x > y ? 1 : x === y ? 0.5 : 0)))
        const expected = pairs.reduce((sum: number, value) => sum + value, 0) / pairs.length
        expect(rankArea(higher, lower)).toBeCloseTo(expected, 12)
      }),
    )
  })

  it('has the standard error of Hanley & McNeil 1982, table 2: area .893, 51 against 58', () => {
    const [low, high] = rankAreaInterval(0.893, 51, 58, 0.95)
    expect((high - low) / 2 / 1.959964).toBeCloseTo(0.0316, 2)
    expect(rankAreaInterval(1, 10, 10, 0.95)).toEqual([1, 1])
  })
})

describe('monteCarloPValue', () => {
  it('counts the statistic itself, so that it is never 0', () => {
    expect(monteCarloPValue(5, () => 0, { draws: 99, maxDraws: 99 }).pValue).toBe(0.01)
    expect(monteCarloPValue(5, () => 5, { draws: 99, maxDraws: 99 }).pValue).toBe(1)
  })

  it('draws on while it is small, and stops as soon as it is settled', () => {
    let drawn = 0
    const everyTenth = () => {
      drawn += 1
      return drawn % 10 === 0 ? 9 : 0
    }
    expect(monteCarloPValue(5, everyTenth, { draws: 50, maxDraws: 1000 }).pValue).toBe(0.1)
    expect(drawn).toBe(200)
    drawn = 0
    expect(monteCarloPValue(5, everyTenth, { draws: 300, maxDraws: 1000 }).pValue).toBe(31 / 301)
    expect(drawn).toBe(300)
  })

  it('is at most alpha with a chance of at most alpha, early stops included', () => {
    const rng = createRng('valid')
    const draw = () => rng.nextFloat()
    const values = Array.from(
      { length: 2000 },
      () => monteCarloPValue(draw(), draw, { draws: 20, maxDraws: 400 }).pValue,
    )
    for (const alpha of [0.02, 0.05, 0.2]) {
      const rate = values.filter(p => p <= alpha).length / values.length
      expect(rate).toBeLessThan(alpha + 3 * Math.sqrt((alpha * (1 - alpha)) / values.length))
    }
  })
})

it('random subsets have the asked size, no member twice, and every member equally often', () => {
  const draw = randomSubsets(10, 3, createRng('subsets'))
  const seen = new Array<number>(10).fill(0)
  for (let at = 0; at < 3000; at += 1) {
    const members = draw()
    expect(new Set(members).size).toBe(3)
    for (const member of members) seen[member]! += 1
  }
  for (const count of seen) expect(Math.abs(count - 900)).toBeLessThan(5 * Math.sqrt(3000 * 0.3 * 0.7))
})
