import { describe, expect, it } from 'vitest'
import { finiteMatrix, unitRows } from '../../numeric/distance.ts'
import { createRng, shuffled } from '../../numeric/random.ts'
import { type ClusterOptions, clusterPoints } from './cluster-points.ts'
import { plainSearch } from './plain-search.ts'
import { scaledClusterSize } from './scaled-cluster-size.ts'
import { spectralEmbedding } from './spectral/spectral-embedding.ts'

const spectral: ClusterOptions = {
  algorithm: 'hdbscan',
  space: 'spectral',
  minClusterSize: 15,
  minSamples: 6,
}

/** Groups around random directions; the last `strays` rows point anywhere. */
function directions(groups: number, size: number, strays = 0, spread = 0.5) {
  const rng = createRng('directions')
  const columns = 24
  const random = () => Array.from({ length: columns }, () => rng.nextFloat() + rng.nextFloat() - 1)
  const centres = Array.from({ length: groups }, random)
  const rows = [
    ...centres.flatMap(centre =>
      Array.from({ length: size }, () => random().map((value, at) => centre[at]! + spread * value)),
    ),
    ...Array.from({ length: strays }, random),
  ]
  return unitRows({ data: Float64Array.from(rows.flat()), rows: rows.length, columns })
}

async function labelsOf(points: ReturnType<typeof directions>, changes: Partial<ClusterOptions> = {}) {
  return [...(await clusterPoints(points, { ...spectral, ...changes }, plainSearch)).labels]
}

/** The same partition has the same names: every label is the position of its first member. */
function named(labels: readonly number[]): readonly number[] {
  return labels.map(label => (label === -1 ? -1 : labels.indexOf(label)))
}

describe('clusterPoints in the spectral space', () => {
  it('finds groups that lie close together where HDBSCAN on the vectors sees one cloud', async () => {
    const points = directions(8, 40, 0, 1.3)
    const labels = await labelsOf(points)
    const truth = (at: number) => Math.floor(at / 40)
    const found = Map.groupBy(labels.keys(), at => labels[at]!)
    found.delete(-1)
    expect(found.size).toBe(8)
    for (const members of found.values()) {
      const [biggest] = [...Map.groupBy(members, truth).values()].sort((a, b) => b.length - a.length)
      expect(biggest!.length / members.length).toBeGreaterThan(0.9)
    }
    expect(labels.filter(label => label === -1).length).toBeLessThan(0.15 * labels.length)
    const asTheyAre = await labelsOf(points, { space: 'embedding' })
    expect(asTheyAre.filter(label => label === -1).length).toBeGreaterThan(0.5 * labels.length)
  })

  it('sends what belongs nowhere out again', async () => {
    const labels = await labelsOf(directions(6, 40, 30))
    expect(labels.slice(-30).filter(label => label === -1).length).toBeGreaterThan(20)
    expect(labels.slice(0, 240).filter(label => label === -1).length).toBeLessThan(24)
  })

  it('gives permuted points permuted labels', async () => {
    const points = directions(8, 40, 20, 0.9)
    const expected = await labelsOf(points)
    const order = shuffled([...expected.keys()], createRng('order'))
    const { columns, rows } = points
    const permuted = finiteMatrix({
      data: Float64Array.from(
        order.flatMap(row => [...points.data.subarray(row * columns, (row + 1) * columns)]),
      ),
      rows,
      columns,
    })
    const found = await labelsOf(permuted)
    const back = new Array<number>(rows)
    for (const [at, row] of order.entries()) back[row] = found[at]!
    expect(named(back)).toEqual(named(expected))
  })

  it('gives the same labels twice', async () => {
    const points = directions(8, 40, 20, 0.9)
    expect(await labelsOf(points)).toEqual(await labelsOf(points))
  })

  it('keeps apart what no neighbour connects', async () => {
    const rng = createRng('parts')
    const rows = Array.from({ length: 75 }, (_, at) =>
      Array.from({ length: 12 }, (_, column) => (column % 3 === at % 3 ? 3 + rng.nextFloat() : 0)),
    )
    const points = unitRows({ data: Float64Array.from(rows.flat()), rows: 75, columns: 12 })
    const labels = await labelsOf(points)
    for (const part of [0, 1, 2]) {
      const own = labels.filter((_, at) => at % 3 === part)
      expect(new Set(own.filter(label => label !== -1))).toEqual(new Set([part]))
      expect(own.filter(label => label === -1).length).toBeLessThan(7)
    }
  })

  it('makes noise of no points, one, fewer than a cluster needs, and points that are all equal', async () => {
    const ones = (rows: number) =>
      finiteMatrix({ data: new Float64Array(rows * 4).fill(0.5), rows, columns: 4 })
    for (const rows of [0, 1, 14]) expect(await labelsOf(ones(rows))).toEqual(new Array(rows).fill(-1))
    expect(new Set(await labelsOf(ones(40))).size).toBe(1)
    expect(await labelsOf(directions(1, 15))).toHaveLength(15)
    expect(await labelsOf(directions(2, 8), { minClusterSize: 2 })).toHaveLength(16)
  })

  it('has coordinates of unit length, no more of them than points', async () => {
    for (const rows of [2, 5, 30]) {
      const points = directions(1, rows)
      const neighbours = await plainSearch.nearestNeighbours(points, Math.min(15, rows - 1))
      const { data, columns } = await spectralEmbedding(
        neighbours,
        { slowest: 0.75, tolerance: 1e-3 },
        plainSearch,
      )
      expect(columns).toBeLessThanOrEqual(rows)
      for (let at = 0; at < rows; at++)
        expect(Math.hypot(...data.subarray(at * columns, (at + 1) * columns))).toBeCloseTo(1, 12)
    }
  })
})

describe('clusterPoints for comparison', () => {
  it('makes as many clusters as k says, or about the root of half the points, and no noise', async () => {
    const points = directions(6, 30, 12)
    const means = await clusterPoints(points, { ...spectral, algorithm: 'kmeans', k: 6 }, plainSearch)
    expect(new Set(means.labels).size).toBe(6)
    expect(means.labels).not.toContain(-1)
    expect(means.persistences).toBeUndefined()
    expect(new Set(await labelsOf(points, { algorithm: 'kmeans' })).size).toBe(Math.round(Math.sqrt(96)))
    expect(await labelsOf(directions(0, 0), { algorithm: 'kmeans' })).toEqual([])
  })

  it('finds groups of one density with DBSCAN, and leaves strays out', async () => {
    const labels = await labelsOf(directions(5, 30, 10, 0.3), { algorithm: 'dbscan' })
    for (const [at, label] of labels.entries())
      expect([-1, at < 150 ? Math.floor(at / 30) : -1]).toContain(label)
    expect(labels.slice(0, 150).filter(label => label === -1).length).toBeLessThan(8)
  })
})

describe('scaledClusterSize', () => {
  it.each([
    [100, 15],
    [5_000, 15],
    [20_000, 30],
    [100_000, 67],
  ])('for %i requests is %i', (points, size) => {
    expect(scaledClusterSize(15, points)).toBe(size)
  })
})
