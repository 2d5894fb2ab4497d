import { describe, expect, it } from 'vitest'
import { type HdbscanOptions, hdbscan } from './hdbscan.ts'
import { hdbscanOfTree } from './hdbscan-of-tree.ts'

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

describe('clusterSelectionEpsilon', () => {
  // Two groups of groups that split at 30, then at 5; inside distances are 1.
  const nested = line(0, 1, 2, 7, 8, 9, 39, 40, 41, 46, 47, 48)

  it('keeps together what parts below it, and leaves alone what parts above', () => {
    const at = (epsilon: number) => [...hdbscan(nested, { ...base, clusterSelectionEpsilon: epsilon }).labels]
    expect(at(4)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3])
    expect(at(5)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3])
    expect(at(6)).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
    // Above the distance of everything the largest parts remain, as everything may not be one cluster.
    expect(at(500)).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
  })

  it('takes everything as near as epsilon for one cluster when that is allowed', () => {
    const points = line(0, 1, 3, 10, 11, 13, 21, 40)
    const options = { ...base, allowSingleCluster: true }
    expect([...hdbscan(points, options).labels]).toEqual([0, 0, 0, 1, 1, 1, -1, -1])
    const merged = hdbscan(points, { ...options, clusterSelectionEpsilon: 10 })
    expect([...merged.labels]).toEqual([0, 0, 0, 0, 0, 0, 0, -1])
    // The cluster of everything ends where it splits, at 7; 21 leaves it at 8.
    expect([...merged.probabilities]).toEqual([1, 1, 1, 1, 1, 1, 7 / 8, 0])
  })

  it('makes noise of the points of a selected root that are not as near, exemplars included', () => {
    const points = line(0, 1, 2, 3.2, 4.1, 5)
    const options = { ...base, minSamples: 1, allowSingleCluster: true, clusterSelectionEpsilon: 0.95 }
    const { labels, exemplars, selectedClusters } = hdbscan(points, options)
    expect(selectedClusters).toEqual([0])
    expect([...labels]).toEqual([-1, -1, -1, 0, 0, 0])
    expect(exemplars.flatMap(group => [...group]).every(point => point >= 3)).toBe(true)
  })
})

describe('hdbscanOfTree', () => {
  it('refuses options out of range, whoever found the tree', () => {
    const { minimumSpanningTree, coreDistances } = hdbscan(line(0, 1, 2), base)
    const cluster = (options: Partial<HdbscanOptions>) => () =>
      hdbscanOfTree(minimumSpanningTree, coreDistances, { ...base, ...options })
    expect(cluster({ minClusterSize: 1 })).toThrow('`minClusterSize`')
    expect(cluster({ clusterSelectionEpsilon: -1 })).toThrow('`clusterSelectionEpsilon`')
  })
})
