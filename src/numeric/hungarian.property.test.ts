import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NumericError } from '../errors/numeric-error.ts'
import { hungarian } from './hungarian.ts'
import type { Matrix } from './matrix.ts'

const costs = fc.tuple(fc.nat({ max: 6 }), fc.nat({ max: 6 })).chain(([rows, columns]) =>
  fc
    .array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -10, max: 10, noNaN: true })), {
      minLength: rows * columns,
      maxLength: rows * columns,
    })
    .map(values => ({ data: Float64Array.from(values), rows, columns })),
)

/** The smallest total over every way to use the columns, by exhaustion. */
function cheapest({ data, rows, columns }: Matrix, row = 0, used: readonly number[] = []): number {
  const left = Math.min(rows, columns) - used.length
  if (left === 0) return 0
  const options = [...Array(columns).keys()]
    .filter(column => !used.includes(column))
    .map(
      column => data[row * columns + column]! + cheapest({ data, rows, columns }, row + 1, [...used, column]),
    )
  // A row may stay without a column only while enough rows are left for the columns.
  if (rows - row > left) options.push(cheapest({ data, rows, columns }, row + 1, used))
  return Math.min(...options)
}

describe('hungarian', () => {
  it('is as cheap as the cheapest assignment found by exhaustion', () => {
    fc.assert(
      fc.property(costs, cost => {
        expect(hungarian(cost).totalCost).toBeCloseTo(cheapest(cost), 9)
      }),
      { numRuns: 300 },
    )
  })

  it('uses no column twice and assigns as many pairs as the smaller side has', () => {
    fc.assert(
      fc.property(costs, cost => {
        const assigned = [...hungarian(cost).columnOfRow].filter(column => column !== -1)
        expect(assigned).toHaveLength(Math.min(cost.rows, cost.columns))
        expect(new Set(assigned).size).toBe(assigned.length)
        expect(assigned.every(column => column >= 0 && column < cost.columns)).toBe(true)
      }),
    )
  })

  it('of 300 shuffled identical clusters finds every one again', () => {
    const size = 300
    const shift = (row: number) => (row * 7 + 11) % size
    const data = Float64Array.from({ length: size * size }, (_, at) =>
      shift(Math.floor(at / size)) === at % size ? 0.01 : 0.3 + ((at * 37) % 100) / 200,
    )
    const { columnOfRow, totalCost } = hungarian({ data, rows: size, columns: size })
    expect([...columnOfRow]).toEqual(Array.from({ length: size }, (_, row) => shift(row)))
    expect(totalCost).toBeCloseTo(3, 9)
  })

  it('refuses a cost that is not finite and names its place', () => {
    const data = Float64Array.from([1, 2, 3, Number.POSITIVE_INFINITY])
    expect(() => hungarian({ data, rows: 2, columns: 2 })).toThrow(/Infinity at row 1, column 1/)
    expect(() => hungarian({ data, rows: 3, columns: 2 })).toThrow(NumericError)
  })
})
