import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blobs, canonical } from './__fixtures__/blobs.ts'
import { dbscanClustering } from './dbscan-clustering.ts'
import { type HdbscanOptions, hdbscan } from './hdbscan.ts'
import { toCondensedRows } from './to-condensed-rows.ts'
import { toLinkageRows } from './to-linkage-rows.ts'

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

describe('outlier scores', () => {
  it('are the share of the depth below a cluster that a point misses', () => {
    const { outlierScores } = hdbscan(line(0, 1, 2, 4, 20, 21, 22, 26, 60), base)
    // The deepest points leave at lambda 1, stragglers at 1/2 and 1/4, the last one at 1/34.
    expect([...outlierScores]).toEqual([0, 0, 0, 1 / 2, 0, 0, 0, 3 / 4, 1 - 1 / 34])
  })

  it('are 0 for duplicates and 1 for what is only near them', () => {
    const { outlierScores } = hdbscan(line(0, 0, 0, 0, 1, 50, 50, 50, 50), base)
    expect([...outlierScores]).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0])
  })
})

describe('toCondensedRows', () => {
  it('lists points, then clusters below the root, numbered after the points', () => {
    const rows = toCondensedRows(hdbscan(line(0, 1, 3, 10, 11, 13, 40), base).condensedTree)
    expect(rows.slice(0, 7).map(({ child }) => child)).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(rows[6]).toEqual({ parent: 7, child: 6, lambda: 1 / 27, size: 1 })
    expect(rows.slice(7)).toEqual([
      { parent: 7, child: 8, lambda: 1 / 7, size: 3 },
      { parent: 7, child: 9, lambda: 1 / 7, size: 3 },
    ])
  })
})

describe('toLinkageRows', () => {
  it('breaks a merge of many into rows of one distance', () => {
    const rows = toLinkageRows(hdbscan(line(0, 1, 2, 10), base).singleLinkage)
    expect(rows).toEqual([
      { left: 0, right: 1, distance: 1, size: 2 },
      { left: 4, right: 2, distance: 1, size: 3 },
      { left: 5, right: 3, distance: 8, size: 4 },
    ])
  })

  it('gives with either ties the same clusters at every height', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 5 }), (seed, minSamples) => {
        const set = blobs(seed, { count: 40, columns: 1 })
        const points = { ...set, data: set.data.map(Math.round) }
        const [many, binary] = (['multi-way', 'binary'] as const).map(ties =>
          toLinkageRows(hdbscan(points, { ...base, minSamples, ties }).singleLinkage),
        )
        expect(many?.map(({ distance }) => distance)).toEqual(binary?.map(({ distance }) => distance))
        expect(many?.at(-1)?.size).toBe(40)
        for (const height of new Set(many?.map(({ distance }) => distance)))
          expect(membersBelow(many ?? [], 40, height)).toEqual(membersBelow(binary ?? [], 40, height))
      }),
    )
  })
})

/** Name of the set each point is in when the rows up to `height` are merged. */
function membersBelow(rows: ReturnType<typeof toLinkageRows>, count: number, height: number) {
  const sets = Array.from({ length: count }, (_, point) => [point])
  const nodes = [...sets]
  for (const { left, right, distance } of rows) {
    const joined = distance <= height ? [...(nodes[left] ?? []), ...(nodes[right] ?? [])] : []
    nodes.push(joined)
    for (const point of joined) sets[point] = joined
  }
  return canonical(sets.map(members => Math.min(...members)))
}

describe('dbscanClustering', () => {
  it('joins what merges up to and including epsilon and drops clusters below the least size', () => {
    const { singleLinkage } = hdbscan(line(0, 1, 2, 9, 11, 13, 30), { ...base, minSamples: 1 })
    const at = (epsilon: number, minClusterSize: number) => [
      ...dbscanClustering(singleLinkage, { epsilon, minClusterSize }),
    ]
    expect(at(1, 2)).toEqual([0, 0, 0, -1, -1, -1, -1])
    expect(at(2, 2)).toEqual([0, 0, 0, 1, 1, 1, -1])
    expect(at(1.99, 1)).toEqual([0, 0, 0, 1, 2, 3, 4])
    expect(at(7, 5)).toEqual([0, 0, 0, 0, 0, 0, -1])
    expect(at(7, 7)).toEqual(Array(7).fill(-1))
    expect(at(100, 2)).toEqual(Array(7).fill(0))
  })

  it('is DBSCAN without border points: connected points with enough neighbours within epsilon', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1, max: 6 }),
        fc.double({ min: 0.05, max: 5, noNaN: true }),
        (seed, minSamples, epsilon) => {
          const points = blobs(seed, { count: 40 })
          const { singleLinkage, coreDistances } = hdbscan(points, { ...base, minSamples })
          const found = dbscanClustering(singleLinkage, { epsilon, minClusterSize: 2 })
          expect(canonical(found)).toEqual(dbscan(points, coreDistances, epsilon))
        },
      ),
    )
  })

  it('refuses a negative or missing epsilon', () => {
    const { singleLinkage } = hdbscan(line(0, 1, 2), base)
    for (const epsilon of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => dbscanClustering(singleLinkage, { epsilon, minClusterSize: 2 })).toThrow('`epsilon`')
    expect(() => dbscanClustering(singleLinkage, { epsilon: 1, minClusterSize: 0 })).toThrow(
      '`minClusterSize`',
    )
  })
})

/** By its definition: flood fill over core points within epsilon; a core point alone is noise here. */
function dbscan(
  { data, rows, columns }: ReturnType<typeof blobs>,
  core: Float64Array,
  epsilon: number,
): readonly number[] {
  const isCore = (point: number) => (core[point] ?? Number.NaN) <= epsilon
  const isNear = (a: number, b: number) => {
    let sum = 0
    for (let column = 0; column < columns; column++)
      sum += ((data[a * columns + column] ?? 0) - (data[b * columns + column] ?? 0)) ** 2
    return Math.sqrt(sum) <= epsilon
  }
  const labels = new Int32Array(rows).fill(-1)
  for (let start = 0; start < rows; start++) {
    if (labels[start] !== -1 || !isCore(start)) continue
    const members = [start]
    for (const member of members)
      for (let other = 0; other < rows; other++)
        if (isCore(other) && !members.includes(other) && isNear(member, other)) members.push(other)
    if (members.length > 1) for (const member of members) labels[member] = start
  }
  return canonical(labels)
}
