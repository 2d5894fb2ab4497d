import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Matrix } from '../../../numeric/matrix.ts'
import { createReferenceSearch } from './nearest-references.ts'

function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  return { data: Float64Array.from(rows.flat()), rows: rows.length, columns: 3 }
}

// Small integers: their products are exact, so ties are ties.
const row = fc.tuple(
  fc.integer({ min: -3, max: 3 }),
  fc.integer({ min: -3, max: 3 }),
  fc.integer({ min: -3, max: 3 }),
)

it('finds the same references as looking at every pair, ties in their order', () => {
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 30, size: 'max' }),
      fc.array(row, { maxLength: 70, size: 'max' }),
      fc.integer({ min: 1, max: 16 }),
      (references, rows, count) => {
        const found = createReferenceSearch(matrixOf(references), count).nearest(matrixOf(rows))
        const expected = rows.flatMap(([x, y, z]) =>
          references
            .map(([a, b, c], index) => ({ index, similarity: a * x + b * y + c * z }))
            .sort((left, right) => right.similarity - left.similarity || left.index - right.index)
            .slice(0, count),
        )
        expect([...found.indices]).toEqual(expected.map(({ index }) => index))
        expect([...found.similarities]).toEqual(expected.map(({ similarity }) => similarity + 0))
      },
    ),
  )
})
