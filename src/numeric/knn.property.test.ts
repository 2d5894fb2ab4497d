import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearestNeighbours } from './knn.ts'

/** Few distinct values: ties and duplicates. The offset ruins dot products, so that pruning on them would show. */
const pointSets = fc
  .record({
    columns: fc.integer({ min: 1, max: 7 }),
    rows: fc.integer({ min: 1, max: 45 }),
    offset: fc.constantFrom(0, 1e7),
    largest: fc.constantFrom(2, 1000),
  })
  .chain(({ columns, rows, offset, largest }) =>
    fc
      .array(fc.integer({ min: 0, max: largest }), { minLength: rows * columns, maxLength: rows * columns })
      .map(values => ({ data: Float64Array.from(values, value => offset + value), rows, columns })),
  )

function bruteForce(
  { data, rows, columns }: { data: Float64Array; rows: number; columns: number },
  row: number,
) {
  return Array.from({ length: rows }, (_, other) => {
    const differences = Array.from(
      { length: columns },
      (_, column) => (data[row * columns + column] ?? 0) - (data[other * columns + column] ?? 0),
    )
    return { other, distance: Math.sqrt(differences.reduce((sum, difference) => sum + difference ** 2, 0)) }
  })
    .filter(({ other }) => other !== row)
    .sort((a, b) => a.distance - b.distance || a.other - b.other)
}

describe('nearestNeighbours', () => {
  it('finds what sorting all distances finds, ties by index included', () => {
    fc.assert(
      fc.property(pointSets, fc.double({ min: 0, max: 1, noNaN: true }), (points, share) => {
        const count = Math.round(share * (points.rows - 1))
        const { indices, distances } = nearestNeighbours(points, count)
        for (let row = 0; row < points.rows; row++) {
          const expected = bruteForce(points, row).slice(0, count)
          expect([...indices.subarray(row * count, (row + 1) * count)]).toEqual(
            expected.map(({ other }) => other),
          )
          expect([...distances.subarray(row * count, (row + 1) * count)]).toEqual(
            expected.map(({ distance }) => distance),
          )
        }
      }),
    )
  })

  it('refuses to find more neighbours than there are other points', () => {
    expect(() => nearestNeighbours({ data: Float64Array.of(1, 2), rows: 2, columns: 1 }, 2)).toThrow(
      '[0, 1], got 2',
    )
    expect(nearestNeighbours({ data: new Float64Array(), rows: 0, columns: 4 }, 0).indices).toHaveLength(0)
  })
})
