import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cohenKappa, gwetAc1, pabak, rawAgreement, weightedKappa } from './agreement.ts'
import type { Matrix } from './matrix.ts'

function table(rows: readonly (readonly number[])[]): Matrix {
  return { data: Float64Array.from(rows.flat()), rows: rows.length, columns: rows[0]?.length ?? 0 }
}

const tables = fc.integer({ min: 2, max: 5 }).chain(size =>
  fc.array(fc.array(fc.nat(40), { minLength: size, maxLength: size }), {
    minLength: size,
    maxLength: size,
  }),
)

function transposed(rows: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return rows.map((_, i) => rows.map(row => row[i] ?? 0))
}

function reversed(rows: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return rows.map(row => row.toReversed()).toReversed()
}

const COEFFICIENTS = [
  ['kappa', (counts: Matrix) => cohenKappa(counts)?.kappa],
  ['linear', (counts: Matrix) => weightedKappa(counts, 'linear')],
  ['quadratic', (counts: Matrix) => weightedKappa(counts, 'quadratic')],
  ['AC1', gwetAc1],
  ['PABAK', pabak],
] as const

describe.each(COEFFICIENTS)('%s', (_name, coefficientOf) => {
  it('does not depend on which rater is which, nor on the direction of the scale', () => {
    fc.assert(
      fc.property(tables, rows => {
        const value = coefficientOf(table(rows))
        for (const same of [transposed(rows), reversed(rows)]) {
          const other = coefficientOf(table(same))
          if (value === undefined) expect(other).toBeUndefined()
          else expect(other).toBeCloseTo(value, 10)
        }
      }),
    )
  })

  it('does not depend on how many items there are in the same shares', () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 2, max: 9 }), (rows, factor) => {
        const value = coefficientOf(table(rows))
        const larger = coefficientOf(table(rows.map(row => row.map(count => count * factor))))
        if (value === undefined) expect(larger).toBeUndefined()
        else expect(larger).toBeCloseTo(value, 10)
      }),
    )
  })

  it('is 1 where raters agree on everything, and does not exist without items', () => {
    expect(
      coefficientOf(
        table([
          [3, 0],
          [0, 5],
        ]),
      ),
    ).toBe(1)
    expect(
      coefficientOf(
        table([
          [0, 0],
          [0, 0],
        ]),
      ),
    ).toBeUndefined()
  })

  it('refuses what is no table of counts', () => {
    expect(() => coefficientOf({ data: new Float64Array(6), rows: 2, columns: 3 })).toThrow('square table')
    expect(() =>
      coefficientOf(
        table([
          [1, -1],
          [0, 1],
        ]),
      ),
    ).toThrow('`count`')
  })
})

describe('kappa', () => {
  it('is 0 for independent raters, whatever their margins and weights', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 3 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 3 }),
        (one, other) => {
          const counts = table(one.map(a => other.map(b => a * b)))
          expect(cohenKappa(counts)?.kappa).toBeCloseTo(0, 10)
          expect(weightedKappa(counts, 'linear')).toBeCloseTo(0, 10)
          expect(weightedKappa(counts, 'quadratic')).toBeCloseTo(0, 10)
        },
      ),
    )
  })

  it('of two categories is the same with any weights', () => {
    const counts = table([
      [20, 5],
      [10, 15],
    ])
    // By hand: agreement .7, by chance .5.
    expect(cohenKappa(counts)?.kappa).toBeCloseTo(0.4, 12)
    expect(weightedKappa(counts, 'linear')).toBeCloseTo(0.4, 12)
    expect(weightedKappa(counts, 'quadratic')).toBeCloseTo(0.4, 12)
  })

  it('does not exist where both raters only ever say one thing, and AC1 does', () => {
    const counts = table([
      [9, 0],
      [0, 0],
    ])
    expect(cohenKappa(counts)).toBeUndefined()
    expect(weightedKappa(counts, 'linear')).toBeUndefined()
    expect(gwetAc1(counts)).toBe(1)
    expect(rawAgreement(counts)).toBe(1)
  })

  it('is near 0 for a rater who names the common category blindly, where AC1 is near 1', () => {
    const blind = table([
      [95, 0],
      [5, 0],
    ])
    expect(cohenKappa(blind)?.kappa).toBe(0)
    expect(gwetAc1(blind)).toBeGreaterThan(0.9)
  })
})
