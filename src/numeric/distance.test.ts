import { describe, expect, it } from 'vitest'
import { NumericError } from '../errors/numeric-error.ts'
import { finiteMatrix, squaredDistance, unitRows } from './distance.ts'

const matrix = (...rows: readonly number[][]) => ({
  data: Float64Array.from(rows.flat()),
  rows: rows.length,
  columns: rows[0]?.length ?? 0,
})

describe('finiteMatrix', () => {
  it('names row and column of a number that is not finite', () => {
    expect(() => finiteMatrix(matrix([1, 2], [3, Number.NaN]))).toThrow('got NaN at row 1, column 1')
    expect(() => finiteMatrix(matrix([Number.NEGATIVE_INFINITY]))).toThrow(
      expect.objectContaining({ reason: 'non-finite' }),
    )
  })

  it('refuses coordinates whose squares would overflow and data of another shape', () => {
    expect(() => finiteMatrix(matrix([1e200]))).toThrow(expect.objectContaining({ reason: 'out-of-range' }))
    expect(() => finiteMatrix({ data: new Float32Array(5), rows: 2, columns: 3 })).toThrow(NumericError)
  })

  it('widens f32 without moving a number', () => {
    const data = Float32Array.of(0.1, -7.25)
    expect([...finiteMatrix({ data, rows: 1, columns: 2 }).data]).toEqual([...data])
  })
})

describe('squaredDistance', () => {
  it('sums over every column, whatever is left over of the unrolled part', () => {
    for (const columns of [1, 3, 4, 7, 64, 65, 131]) {
      const points = matrix(Array(columns).fill(1), Array(columns).fill(-2))
      expect(squaredDistance(points, 0, 1)).toBe(9 * columns)
    }
  })

  it('tells rows apart that differ in the last bits far from the origin', () => {
    const points = matrix([1e8, 1e8], [1e8 + 2 ** -20, 1e8])
    expect(squaredDistance(points, 0, 1)).toBe(2 ** -40)
  })

  it('is infinite from the limit on and exact below it', () => {
    const points = matrix(Array(100).fill(0), Array(100).fill(1))
    expect(squaredDistance(points, 0, 1, 100)).toBe(Number.POSITIVE_INFINITY)
    expect(squaredDistance(points, 0, 1, 40)).toBe(Number.POSITIVE_INFINITY)
    expect(squaredDistance(points, 0, 1, 100.5)).toBe(100)
  })
})

describe('unitRows', () => {
  it('keeps directions and gives every row length one', () => {
    const { data } = unitRows(matrix([3, 4], [0, -2]))
    expect([...data]).toEqual([0.6, 0.8, 0, -1])
  })

  it('refuses a row without direction and names it', () => {
    expect(() => unitRows(matrix([1, 0], [0, 0]))).toThrow('zeros in row 1')
  })
})
