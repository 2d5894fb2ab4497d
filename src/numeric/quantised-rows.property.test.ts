import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dequantiseRows, quantiseRows } from './quantised-rows.ts'

const number = fc.float({ min: -1000, max: 1000, noNaN: true })

test('a number read back is off by at most half a step of its own row', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number, number), { maxLength: 8 }), rows => {
      const matrix = { data: Float32Array.from(rows.flat()), rows: rows.length, columns: 3 }
      const back = dequantiseRows(quantiseRows(matrix))
      for (const [at, value] of matrix.data.entries()) {
        const row = matrix.data.subarray(at - (at % 3), at - (at % 3) + 3)
        const step = Math.max(...row.map(Math.abs)) / 127
        expect(Math.abs(back.data[at]! - value)).toBeLessThanOrEqual(step * 0.501 + 1e-30)
      }
    }),
  )
})

test('a row of zeros stays zeros, and a number that is not finite is an error', () => {
  expect([...dequantiseRows(quantiseRows({ data: new Float32Array(2), rows: 1, columns: 2 })).data]).toEqual([
    0, 0,
  ])
  expect(() => quantiseRows({ data: Float64Array.of(1, Number.NaN), rows: 1, columns: 2 })).toThrow(
    'Expected finite numbers, got NaN in row 0',
  )
})
