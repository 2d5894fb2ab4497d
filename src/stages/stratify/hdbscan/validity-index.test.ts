import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blobs, distanceMatrix } from './__fixtures__/blobs.ts'
import { validityIndex } from './validity-index.ts'

const euclidean = { metric: 'euclidean' } as const
const line = (...values: readonly number[]) => ({
  data: Float64Array.from(values),
  rows: values.length,
  columns: 1,
})
const groups = (count: number) => Int32Array.from({ length: count }, (_, point) => point % 3)

describe('validityIndex', () => {
  it('gives the numbers worked out by hand for three points and two on a line', () => {
    const { index, clusters } = validityIndex(line(0, 1, 2, 10, 11, 30), [0, 0, 0, 1, 1, -1], euclidean)
    // Core distances: 2 / (1 + 1/2) = 4/3 at the ends, 1 in the middle; 1 for both points of the pair. The three are
    // joined at 4/3 to the middle one, the only inner point; the pair counts as its first point, 9 away.
    const [three, pair] = [(9 - 4 / 3) / 9, (9 - 1) / 9]
    expect(clusters.map(({ label, size }) => [label, size])).toEqual([
      [0, 3],
      [1, 2],
    ])
    expect(clusters[0]?.index).toBeCloseTo(three, 12)
    expect(clusters[1]?.index).toBeCloseTo(pair, 12)
    expect(index).toBeCloseTo((3 * three + 2 * pair) / 6, 12)
  })

  it('is higher for the groups there are than for a shuffled assignment, and lies in [-1, 1]', () => {
    fc.assert(
      fc.property(fc.string(), seed => {
        const points = blobs(seed, { count: 60, noise: 0 })
        const apart = {
          ...points,
          data: points.data.map((value, at) => value + 40 * (Math.floor(at / 2) % 3)),
        }
        const right = validityIndex(apart, groups(60), euclidean)
        const wrong = validityIndex(
          apart,
          groups(60).map((_, point) => Math.floor(point / 20)),
          euclidean,
        )
        expect(right.index).toBeGreaterThan(wrong.index ?? Number.NaN)
        for (const { index } of [...right.clusters, ...wrong.clusters]) {
          expect(index).toBeGreaterThanOrEqual(-1)
          expect(index).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('is the same for precomputed distances and at any scale', () => {
    const points = blobs('validity', { count: 60 })
    const expected = validityIndex(points, groups(60), euclidean).index ?? Number.NaN
    const precomputed = { metric: 'precomputed', dimension: 2 } as const
    expect(validityIndex(distanceMatrix(points), groups(60), precomputed).index).toBeCloseTo(expected, 12)
    const huge = { ...points, data: points.data.map(value => value * 1e120) }
    expect(validityIndex(huge, groups(60), euclidean).index).toBeCloseTo(expected, 9)
  })

  it('neither overflows nor vanishes in many dimensions', () => {
    const columns = 1500
    const points = blobs('many dimensions', { count: 30, columns, noise: 0 })
    const { clusters } = validityIndex(points, groups(30), euclidean)
    for (const { index } of clusters) expect(Math.abs(index)).toBeLessThan(1)
    const near = { ...points, data: points.data.map(value => value / 1e4) }
    expect(validityIndex(near, groups(30), euclidean).index).toBeCloseTo(
      validityIndex(points, groups(30), euclidean).index ?? Number.NaN,
      9,
    )
  })

  it('has no number when fewer than two clusters are there to be separated', () => {
    expect(validityIndex(line(0, 1, 2), [0, 0, 0], euclidean)).toEqual({ index: undefined, clusters: [] })
    expect(validityIndex(line(0, 1, 2), [-1, -1, -1], euclidean).index).toBeUndefined()
    expect(validityIndex(line(), [], euclidean).index).toBeUndefined()
  })

  it('takes clusters of duplicates for perfectly dense and touching ones for not separated', () => {
    expect(validityIndex(line(0, 0, 0, 5, 5), [0, 0, 0, 1, 1], euclidean).index).toBe(1)
    expect(validityIndex(line(3, 3, 3, 3), [0, 0, 1, 1], euclidean).index).toBe(0)
  })

  it('refuses labels that do not fit and clusters of one point', () => {
    expect(() => validityIndex(line(0, 1), [0], euclidean)).toThrow('Expected 2 labels, got 1')
    expect(() => validityIndex(line(0, 1), [0, 0.5], euclidean)).toThrow('got 0.5 for point 1')
    expect(() => validityIndex(line(0, 1), [0, -2], euclidean)).toThrow('got -2 for point 1')
    expect(() => validityIndex(line(0, 1, 2), [0, 0, 4], euclidean)).toThrow('got 1 with label 4')
    expect(() => validityIndex(line(0, Number.NaN), [0, 0], euclidean)).toThrow('finite')
    expect(() => validityIndex(line(0), [0], { metric: 'precomputed', dimension: 0 })).toThrow('`dimension`')
  })
})
