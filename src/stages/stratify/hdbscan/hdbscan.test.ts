import { describe, expect, it } from 'vitest'
import { type HdbscanOptions, hdbscan } from './hdbscan.ts'

const base: HdbscanOptions = {
  minClusterSize: 3,
  minSamples: 2,
  clusterSelection: 'eom',
  ties: 'multi-way',
  metric: 'euclidean',
}

const line = (...values: readonly number[]) => ({
  data: Float64Array.from(values),
  rows: values.length,
  columns: 1,
})

describe('hdbscan', () => {
  it('gives the numbers worked out by hand for two groups and a straggler on a line', () => {
    const found = hdbscan(line(0, 1, 3, 10, 11, 13, 40), base)
    expect([...found.coreDistances]).toEqual([1, 1, 2, 1, 1, 2, 27])
    expect([...found.minimumSpanningTree.weights]).toEqual([1, 2, 7, 1, 2, 27])
    expect([...found.labels]).toEqual([0, 0, 0, 1, 1, 1, -1])
    // Both split at 7; one point leaves each at 2, the merge at 1 is below the minimum size and takes no part.
    expect([...found.condensedTree.clusterBirths]).toEqual([0, 1 / 7, 1 / 7])
    expect([...found.condensedTree.pointLambdas]).toEqual([...Array(6).fill(1 / 2), 1 / 27])
    for (const persistence of found.persistences) expect(persistence).toBeCloseTo(5 / 7, 12)
    expect([...found.probabilities]).toEqual([1, 1, 1, 1, 1, 1, 0])
    expect(found.exemplars.map(points => [...points])).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ])
  })

  it('joins equal heights in one merge, or two at a time with binary ties', () => {
    const grid = line(0, 1, 2, 3, 4)
    expect([...hdbscan(grid, base).singleLinkage.childOffsets]).toEqual([0, 5])
    expect([...hdbscan(grid, { ...base, ties: 'binary' }).singleLinkage.sizes]).toEqual([2, 3, 4, 5])
  })

  it('calls everything noise when there are fewer points than a cluster needs', () => {
    for (const values of [[], [4], [4, 5], [4, 4]]) {
      const found = hdbscan(line(...values), { ...base, allowSingleCluster: true })
      expect([...found.labels]).toEqual(values.map(() => -1))
      expect([...found.probabilities]).toEqual(values.map(() => 0))
      expect(found.persistences).toHaveLength(0)
      expect(found.condensedTree.clusterParents).toHaveLength(1)
    }
  })

  it('calls equal points noise, unless one cluster may hold everything', () => {
    const equal = line(...Array(20).fill(7))
    expect(new Set(hdbscan(equal, base).labels)).toEqual(new Set([-1]))
    const single = hdbscan(equal, { ...base, allowSingleCluster: true })
    expect(new Set(single.labels)).toEqual(new Set([0]))
    expect([...single.persistences]).toEqual([1])
  })

  it.each(['multi-way', 'binary'] as const)(
    'keeps heaps of duplicates as clusters of finite persistence, %s',
    ties => {
      const heaps = line(...Array(9).fill(0), ...Array(7).fill(5), 5.5, 100, 120)
      const found = hdbscan(heaps, { ...base, ties })
      expect([...found.labels]).toEqual([...Array(9).fill(0), ...Array(8).fill(1), -1, -1])
      expect([...found.persistences]).toEqual([1, 7 / 8])
      expect(found.probabilities[0]).toBe(1)
      // The limit of ever closer duplicates: a neighbour is nowhere near as deep as they are.
      expect(found.probabilities[16]).toBe(0)
    },
  )

  it('takes the whole as one cluster only when allowed to', () => {
    const one = line(0, 1, 2.1, 3.3, 4.6, 6, 7.5)
    expect(new Set(hdbscan(one, base).labels)).toEqual(new Set([-1]))
    for (const clusterSelection of ['eom', 'leaf'] as const) {
      const { labels } = hdbscan(one, { ...base, clusterSelection, allowSingleCluster: true })
      expect(new Set(labels)).toContain(0)
    }
  })

  it('sees directions and not lengths under the cosine metric', () => {
    const rays = [
      [1, 0.01],
      [10, 0],
      [200, -1],
      [0.01, 1],
      [0, 10],
      [-1, 200],
    ]
    const points = { data: Float64Array.from(rays.flat()), rows: 6, columns: 2 }
    expect([...hdbscan(points, { ...base, metric: 'cosine' }).labels]).toEqual([0, 0, 0, 1, 1, 1])
  })

  it('gives an error for numbers that are not finite, options out of range and zero rows under cosine', () => {
    const failing = (values: readonly number[], options: Partial<HdbscanOptions>) => () =>
      hdbscan(line(...values), { ...base, ...options })
    expect(failing([1, Number.NaN, 2], {})).toThrow(expect.objectContaining({ reason: 'non-finite' }))
    expect(failing([1, Number.POSITIVE_INFINITY], {})).toThrow(
      expect.objectContaining({ reason: 'non-finite' }),
    )
    expect(failing([1, 2], { minClusterSize: 1 })).toThrow('`minClusterSize`')
    expect(failing([1, 2], { minSamples: 0 })).toThrow('`minSamples`')
    expect(failing([1, 0, 2], { metric: 'cosine' })).toThrow('row 1')
    expect(failing([1, 2], { clusterSelectionEpsilon: -1 })).toThrow('`clusterSelectionEpsilon` in [0')
    expect(failing([1, 2], { clusterSelectionEpsilon: Number.NaN })).toThrow('`clusterSelectionEpsilon`')
    expect(failing([1, 2], { minClusterSize: 5, maxClusterSize: 4 })).toThrow('`maxClusterSize` in [5')
    expect(() => hdbscan({ ...line(1, 2, 3), rows: 2 }, base)).toThrow('got 3')
  })

  it('takes every point as neighbour when minSamples is larger than the set', () => {
    expect([...hdbscan(line(0, 1, 5), { ...base, minSamples: 50 }).coreDistances]).toEqual([5, 4, 5])
  })
})
