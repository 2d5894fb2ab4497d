import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NumericError } from '../../errors/numeric-error.ts'
import { type AllocationCell, allocate } from './allocate.ts'

const cell = fc.record({
  weight: fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true })),
  floor: fc.integer({ min: 0, max: 60 }),
  cap: fc.integer({ min: 0, max: 3000 }),
})
const cells = fc.array(cell, { minLength: 1, maxLength: 25 })
const target = fc.integer({ min: 0, max: 6000 })

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
const capOf = (rows: readonly AllocationCell[]): number => total(rows.map(row => row.cap))
const floorOf = (rows: readonly AllocationCell[]): number =>
  total(rows.map(row => Math.min(row.floor, row.cap)))

describe('allocate', () => {
  it('sums to the target, or to the caps where they are less', () => {
    fc.assert(
      fc.property(cells, target, (rows, n) => {
        expect(total(allocate(rows, n))).toBe(Math.min(n, capOf(rows)))
      }),
      { numRuns: 500 },
    )
  })

  it('keeps every cap, and every floor that fits in the target', () => {
    fc.assert(
      fc.property(cells, target, (rows, n) => {
        const hasRoom = floorOf(rows) <= Math.min(n, capOf(rows))
        for (const [i, size] of allocate(rows, n).entries()) {
          const { floor, cap } = rows[i] ?? { floor: Number.NaN, cap: Number.NaN }
          expect(size).toBeLessThanOrEqual(cap)
          expect(size).toBeGreaterThanOrEqual(hasRoom ? Math.min(floor, cap) : 0)
          if (!hasRoom) expect(size).toBeLessThanOrEqual(floor)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('follows the cells when they are reordered, up to ties', () => {
    fc.assert(
      fc.property(cells, target, fc.infiniteStream(fc.nat()), (rows, n, keys) => {
        const order = rows
          .map((row, index) => ({ row, index, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
        const sizes = allocate(rows, n)
        const reordered = allocate(
          order.map(({ row }) => row),
          n,
        )
        for (const [place, { index }] of order.entries()) {
          expect(
            Math.abs((reordered[place] ?? Number.NaN) - (sizes[index] ?? Number.NaN)),
          ).toBeLessThanOrEqual(1)
        }
        expect(reordered.toSorted((a, b) => a - b)).toEqual(sizes.toSorted((a, b) => a - b))
      }),
      { numRuns: 500 },
    )
  })

  it('gives a heavier cell with the same bounds no less', () => {
    fc.assert(
      fc.property(cells, target, (rows, n) => {
        const bounds = { floor: 10, cap: 400 }
        const alike = rows.map(row => ({ ...row, ...bounds }))
        const sizes = allocate(alike, n)
        const order = [...alike.keys()].sort((a, b) => (alike[a]?.weight ?? 0) - (alike[b]?.weight ?? 0))
        for (const [place, index] of order.entries()) {
          const lighter = order[place - 1]
          if (lighter === undefined || n <= floorOf(alike)) continue
          if ((alike[lighter]?.weight ?? 0) === (alike[index]?.weight ?? 0)) continue
          expect(sizes[index]).toBeGreaterThanOrEqual(sizes[lighter] ?? Number.NaN)
        }
      }),
    )
  })

  it('is within one of the exact share where no bound is met', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 25 }),
        target,
        (w, n) => {
          const rows = w.map(weight => ({ weight, floor: 0, cap: Number.POSITIVE_INFINITY }))
          for (const [i, size] of allocate(rows, n).entries()) {
            expect(Math.abs(size - (n * (w[i] ?? 0)) / total(w))).toBeLessThan(1 + 1e-9)
          }
        },
      ),
    )
  })

  it('lets cells that ask for nothing take what no other cell can', () => {
    const rows = [
      { weight: 1, floor: 0, cap: 10 },
      { weight: 0, floor: 0, cap: 50 },
    ]
    expect(allocate(rows, 30)).toEqual([10, 20])
    expect(allocate(rows, 8)).toEqual([8, 0])
  })

  it('shrinks floors that alone pass the target, in proportion', () => {
    const rows = [40, 40, 20].map(floor => ({ weight: 1, floor, cap: 1000 }))
    expect(allocate(rows, 10)).toEqual([4, 4, 2])
  })

  it('refuses a negative weight, a weight that is not a number and a fraction of a draw', () => {
    const bounds = { floor: 0, cap: 10 }
    expect(() => allocate([{ weight: -1, ...bounds }], 5)).toThrow(NumericError)
    expect(() => allocate([{ weight: Number.NaN, ...bounds }], 5)).toThrow(NumericError)
    expect(() => allocate([{ weight: 1, ...bounds }], 2.5)).toThrow(NumericError)
  })
})
