import { expect, test } from 'vitest'
import { NumericError } from '../../errors/numeric-error.ts'
import type { Matrix } from '../../numeric/matrix.ts'
import { joinRows } from './join-rows.ts'

function matrix(rows: readonly (readonly number[])[]): Matrix {
  return { data: Float64Array.from(rows.flat()), rows: rows.length, columns: rows[0]?.length ?? 0 }
}

test('parts count by their weight and not by their length', () => {
  const joined = joinRows(
    [
      { matrix: matrix([[0, 5]]), weight: 4 },
      { matrix: matrix([[0.1, 0, 0]]), weight: 3 },
    ],
    [0],
  )
  expect([joined.rows, joined.columns]).toEqual([1, 5])
  expect([...joined.data].map(value => Number(value.toFixed(6)))).toEqual([0, 0.8, 0.6, 0, 0])
})

test('a part that knows nothing of a row leaves the whole row to the others', () => {
  const joined = joinRows(
    [
      { matrix: matrix([[3, 4]]), weight: 1 },
      { matrix: matrix([[0, 0]]), weight: 0.7 },
    ],
    [0],
  )
  expect([...joined.data].map(value => Number(value.toFixed(6)))).toEqual([0.6, 0.8, 0, 0])
})

test('a row without a direction is an error and not a row of NaN', () => {
  expect(() => joinRows([{ matrix: matrix([[1], [0]]), weight: 1 }], [0, 1])).toThrow(NumericError)
})

test('parts of different row counts are refused', () => {
  const parts = [matrix([[1], [1]]), matrix([[1]])].map(part => ({ matrix: part, weight: 1 }))
  expect(() => joinRows(parts, [0])).toThrow('Expected parts of 2 rows, got one of 1')
})

test('rows come in the order asked for, as often as asked for', () => {
  const joined = joinRows(
    [
      {
        matrix: matrix([
          [1, 0],
          [0, 2],
          [3, 4],
        ]),
        weight: 1,
      },
    ],
    [2, 0, 2],
  )
  expect([joined.rows, ...joined.data]).toEqual([3, ...Float32Array.of(0.6, 0.8, 1, 0, 0.6, 0.8)])
})
