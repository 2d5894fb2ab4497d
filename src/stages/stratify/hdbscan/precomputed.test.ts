import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blobs, canonical, distanceMatrix, toSparse } from './__fixtures__/blobs.ts'
import { hdbscan, type PrecomputedOptions } from './hdbscan.ts'

const base: PrecomputedOptions = {
  minClusterSize: 5,
  minSamples: 4,
  clusterSelection: 'eom',
  ties: 'multi-way',
  metric: 'precomputed',
}

const square = (...rows: readonly (readonly number[])[]) => ({
  data: Float64Array.from(rows.flat()),
  rows: rows.length,
  columns: rows[0]?.length ?? 0,
})
const unknown = Number.POSITIVE_INFINITY

describe('hdbscan of precomputed distances', () => {
  it('finds in a matrix, and in either form of a sparse one, what it finds in the points', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 6 }), (seed, minSamples) => {
        const points = blobs(seed, { count: 60, columns: 2 })
        const matrix = distanceMatrix(points)
        const options = { ...base, minSamples }
        const expected = hdbscan(points, { ...options, metric: 'euclidean' })
        for (const distances of [matrix, toSparse(matrix), toSparse(matrix, 'upper')]) {
          const found = hdbscan(distances, options)
          expect(found.labels).toEqual(expected.labels)
          expect(found.probabilities).toEqual(expected.probabilities)
          expect(found.outlierScores).toEqual(expected.outlierScores)
          expect(found.minimumSpanningTree.weights.toSorted()).toEqual(
            expected.minimumSpanningTree.weights.toSorted(),
          )
        }
      }),
      { numRuns: 30 },
    )
  })

  it('takes entries that a sparse matrix lacks for infinite, as a full matrix says it', () => {
    fc.assert(
      fc.property(fc.string(), fc.double({ min: 0.5, max: 8, noNaN: true }), (seed, reach) => {
        const matrix = distanceMatrix(blobs(seed, { count: 50 }))
        const near = { ...matrix, data: matrix.data.map(value => (value <= reach ? value : unknown)) }
        const full = hdbscan(near, base)
        const sparse = hdbscan(toSparse(near), base)
        expect(sparse.labels).toEqual(full.labels)
        expect(sparse.coreDistances).toEqual(full.coreDistances)
        expect(sparse.persistences).toEqual(full.persistences)
      }),
    )
  })

  it('clusters parts that nothing connects, and leaves lone points as noise', () => {
    const group = [0, 1, 2, 3]
    const far = group.map(() => unknown)
    const rows = [
      ...group.map(a => [...group.map(b => Math.abs(a - b)), ...far, unknown]),
      ...group.map(a => [...far, ...group.map(b => 10 * Math.abs(a - b)), unknown]),
      [...far, ...far, 0],
    ]
    for (const ties of ['multi-way', 'binary'] as const) {
      const found = hdbscan(square(...rows), { ...base, minClusterSize: 3, minSamples: 2, ties })
      expect([...found.labels]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, -1])
      expect(found.minimumSpanningTree.weights.filter(weight => weight === unknown)).toHaveLength(2)
      expect(found.coreDistances[8]).toBe(unknown)
      expect(found.outlierScores[8]).toBe(1)
    }
  })

  it('finds no cluster where no distance is known, even when everything may be one', () => {
    const rows = Array.from({ length: 6 }, (_, a) =>
      Array.from({ length: 6 }, (_, b) => (a === b ? 0 : unknown)),
    )
    const found = hdbscan(square(...rows), { ...base, allowSingleCluster: true })
    expect(new Set(found.labels)).toEqual(new Set([-1]))
    expect(found.persistences).toHaveLength(0)
  })

  it('reads a stored 0 as a distance, so that copies of a point are its neighbours', () => {
    const copies = Array.from({ length: 6 }, (_, a) =>
      Array.from({ length: 6 }, (_, b) => Number(a < 3 !== b < 3)),
    )
    const found = hdbscan(toSparse(square(...copies)), { ...base, minClusterSize: 3, minSamples: 3 })
    expect(canonical(found.labels)).toEqual([0, 0, 0, 1, 1, 1])
    expect([...found.coreDistances]).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('finds nothing in an empty matrix', () => {
    expect(hdbscan({ data: new Float64Array(), rows: 0, columns: 0 }, base).labels).toHaveLength(0)
    const sparse = toSparse({ data: new Float64Array(), rows: 0, columns: 0 })
    expect(hdbscan(sparse, base).labels).toHaveLength(0)
  })

  it.each([
    {
      what: 'NaN',
      rows: [
        [0, Number.NaN],
        [Number.NaN, 0],
      ],
      message: 'got NaN from point 1 to point 0',
    },
    {
      what: 'a negative distance',
      rows: [
        [0, -1],
        [-1, 0],
      ],
      message: 'Expected distances >= 0, got -1',
    },
    {
      what: 'two directions that differ',
      rows: [
        [0, 1],
        [1.5, 0],
      ],
      message: 'Expected symmetric distances',
    },
    {
      what: 'a diagonal of similarities',
      rows: [
        [1, 0.5],
        [0.5, 1],
      ],
      message: 'Expected distance 0 from point 0',
    },
    {
      what: 'a matrix that is not square',
      rows: [
        [0, 1, 2],
        [1, 0, 2],
      ],
      message: 'got 2 x 3 with 6 numbers',
    },
  ])('refuses $what', ({ rows, message }) => {
    expect(() => hdbscan(square(...rows), base)).toThrow(message)
  })

  it('refuses a sparse matrix whose arrays do not fit together, or that has two distances for a pair', () => {
    const good = toSparse(square([0, 1, 2], [1, 0, 3], [2, 3, 0]))
    expect(() => hdbscan({ ...good, columns: 4 }, base)).toThrow('got 3 x 4')
    expect(() => hdbscan({ ...good, offsets: good.offsets.subarray(1) }, base)).toThrow('3 offsets')
    expect(() => hdbscan({ ...good, indices: good.indices.map(() => 7) }, base)).toThrow(
      'Expected columns below 3',
    )
    expect(() => hdbscan({ ...good, values: good.values.map((_, at) => at) }, base)).toThrow('symmetric')
    expect(() => hdbscan({ ...good, values: good.values.map(value => -value) }, base)).toThrow('>= 0')
  })

  it('takes the larger of two directions that differ by rounding, in whatever order they come', () => {
    const [near, far] = [1 / 3, 1 / 3 + 2 ** -54]
    const options = { ...base, minSamples: 1 }
    for (const [upper, lower] of [
      [near, far],
      [far, near],
    ] as const) {
      const matrix = square([0, upper], [lower, 0])
      for (const distances of [matrix, toSparse(matrix)])
        expect(hdbscan(distances, options).minimumSpanningTree.weights[0]).toBe(far)
    }
  })
})
