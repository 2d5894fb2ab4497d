import { describe, expect, it } from 'vitest'
import { NumericError } from '../errors/numeric-error.ts'
import { chiSquareUpperTail } from './chi-square.ts'
import { chiSquareUpperQuantile } from './chi-square-quantile.ts'
import { pearsonTest } from './contingency.ts'
import { overdispersion } from './overdispersion.ts'
import { wilsonInterval } from './proportion-interval.ts'
import { createRng } from './random.ts'
import { shareInterval } from './share-interval.ts'

const table = (rows: readonly (readonly number[])[]) => ({
  data: Float64Array.from(rows.flat()),
  rows: rows.length,
  columns: rows[0]?.length ?? 0,
})

describe('chiSquareUpperQuantile', () => {
  it.each([
    [0.05, 1],
    [0.95, 3],
    [0.01, 11],
    [0.025, 66],
    [1e-12, 4],
  ])('of the upper %f of %i degrees inverts the tail', (tail, df) => {
    expect(chiSquareUpperTail(chiSquareUpperQuantile(tail, df), df) / tail).toBeCloseTo(1, 9)
  })

  it('gives the table values of every textbook', () => {
    expect(chiSquareUpperQuantile(0.05, 1)).toBeCloseTo(3.841458820694, 10)
    expect(chiSquareUpperQuantile(0.01, 10)).toBeCloseTo(23.209251158954, 10)
  })
})

describe('pearsonTest', () => {
  it('of a 2 x 2 table is n (ad - bc)^2 over the product of its margins', () => {
    const { statistic, degreesOfFreedom } = pearsonTest(
      table([
        [10, 20],
        [30, 15],
      ]),
    )
    expect(statistic).toBeCloseTo((75 * (150 - 600) ** 2) / (30 * 45 * 40 * 35), 10)
    expect(degreesOfFreedom).toBe(1)
  })

  it('does not see empty rows and columns', () => {
    const dense = pearsonTest(
      table([
        [10, 20],
        [30, 15],
      ]),
    )
    expect(
      pearsonTest(
        table([
          [10, 0, 20],
          [0, 0, 0],
          [30, 0, 15],
        ]),
      ),
    ).toEqual(dense)
    expect(pearsonTest(table([[4, 5]])).degreesOfFreedom).toBe(0)
    expect(pearsonTest(table([])).degreesOfFreedom).toBe(0)
  })

  it('refuses negative counts', () => {
    expect(() => pearsonTest(table([[1, -1]]))).toThrow(NumericError)
  })
})

describe('overdispersion', () => {
  it.each([1, 2, 4])('of traces that come %i at a time is found, and its interval covers it', size => {
    const rng = createRng(`sessions of ${size}`)
    let covered = 0
    let total = 0
    const tables = 100
    for (let at = 0; at < tables; at += 1) {
      const rows = Array.from({ length: 7 }, () => {
        const counts = new Array<number>(12).fill(0)
        for (let session = 0; session < 100; session += 1)
          counts[Math.floor(rng.nextFloat() ** 2 * 12)]! += size
        return counts
      })
      const { factor, interval } = overdispersion(table(rows))
      total += factor
      if (interval !== undefined && interval[0] <= size && size <= interval[1]) covered += 1
    }
    // Clipping at 1 leaves a small upward bias there.
    expect(total / tables).toBeGreaterThan(size * 0.95)
    expect(total / tables).toBeLessThan(size * 1.1)
    expect(covered).toBeGreaterThanOrEqual(89)
  })

  it('is 1 without an interval when one day alone, or one stratum alone, has traces', () => {
    const unknown = { factor: 1, interval: undefined, degreesOfFreedom: 0 }
    expect(
      overdispersion(
        table([
          [3, 4],
          [0, 0],
        ]),
      ),
    ).toEqual(unknown)
    expect(overdispersion(table([[3], [4]]))).toEqual(unknown)
  })

  it('is never below 1 nor above 20', () => {
    expect(
      overdispersion(
        table([
          [50, 50],
          [50, 50],
        ]),
      ).factor,
    ).toBe(1)
    expect(
      overdispersion(
        table([
          [5000, 0],
          [0, 5000],
        ]),
      ).factor,
    ).toBe(20)
  })
})

describe('shareInterval', () => {
  it.each([
    [0, 50],
    [3, 50],
    [170, 200],
    [50, 50],
  ])(
    'of %i in %i is Wilson without overdispersion, and what Wilson gives for half the traces with 2',
    (k, n) => {
      expect(shareInterval(k, n, 1, 0.95)).toEqual(
        wilsonInterval(k, n, 0.95).map(end => expect.closeTo(end, 12)),
      )
      const [low, high] = shareInterval(2 * k, 2 * n, 2, 0.95)
      expect(low).toBeCloseTo(wilsonInterval(k, n, 0.95)[0], 12)
      expect(high).toBeCloseTo(wilsonInterval(k, n, 0.95)[1], 12)
    },
  )

  it('refuses more traces than there are', () => {
    expect(() => shareInterval(6, 5, 1, 0.95)).toThrow(NumericError)
    expect(() => shareInterval(0, 0, 1, 0.95)).toThrow(NumericError)
  })
})
