import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NumericError } from '../errors/numeric-error.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

const symmetric = fc.integer({ min: 1, max: 14 }).chain(size =>
  fc
    .array(fc.integer({ min: -9, max: 9 }), { minLength: size * size, maxLength: size * size })
    .map(entries => ({
      size,
      entries: Float64Array.from(entries, (_, index) => {
        const [row, column] = [Math.floor(index / size), index % size]
        return entries[Math.max(row, column) * size + Math.min(row, column)] ?? 0
      }),
    })),
)

test('eigenvectors are orthonormal and rebuild the matrix, eigenvalues descend', () => {
  fc.assert(
    fc.property(symmetric, ({ size, entries }) => {
      const { values, vectors } = symmetricEigen(entries, size)
      expect([...values]).toEqual([...values].sort((a, b) => b - a))
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          let product = 0
          let rebuilt = 0
          for (let k = 0; k < size; k++) {
            product += vectors[i * size + k]! * vectors[j * size + k]!
            rebuilt += values[k]! * vectors[k * size + i]! * vectors[k * size + j]!
          }
          expect(product).toBeCloseTo(i === j ? 1 : 0, 10)
          expect(rebuilt).toBeCloseTo(entries[i * size + j]!, 10)
        }
      }
    }),
    { seed: 7, numRuns: 200 },
  )
})

test('a matrix of size 0 has no eigenvalues', () => {
  expect(symmetricEigen(new Float64Array(0), 0).values).toHaveLength(0)
})

test('NaN is an error', () => {
  expect(() => symmetricEigen(Float64Array.of(Number.NaN), 1)).toThrow(NumericError)
})
