import { afterAll, describe, expect, it } from 'vitest'
import { NumericError } from '../../../errors/numeric-error.ts'
import { squaredDistance } from '../../../numeric/distance.ts'
import { nearestNeighbours } from '../../../numeric/knn.ts'
import type { Matrix } from '../../../numeric/matrix.ts'
import { createRng, shuffled } from '../../../numeric/random.ts'
import { coreDistances } from '../hdbscan/core-distances.ts'
import { metricRows } from '../hdbscan/metric-rows.ts'
import { minimumSpanningTree } from '../hdbscan/minimum-spanning-tree.ts'
import { clusteredPoints, permutedRows, withDuplicates } from './__fixtures__/points.ts'
import { createKernel, type KernelOptions } from './create-kernel.ts'
import { dendrogramLeaves, minimumSpanningForest } from './forest.ts'
import { PAIR_CAPACITY } from './job.ts'
import { LONGEST_ROW } from './load-rows.ts'

const rng = createRng('kernel')
const plain = clusteredPoints(rng, { rows: 300, columns: 96, centres: 8, width: 0.4 })
/** Rows of one point each at its own place in space, in 64 columns: what spectral coordinates look like. */
const tight = clusteredPoints(rng, { rows: 250, columns: 64, centres: 10, width: 1e-3 })
const SETS: readonly (readonly [string, Matrix])[] = [
  ['no point', matrix(0, 3, () => 0)],
  ['one point', matrix(1, 3, () => 1)],
  ['two points', matrix(2, 3, at => at)],
  ['clusters in 96 columns', plain],
  ['clusters far narrower than the quantisation of the whole', tight],
  ['one column', clusteredPoints(rng, { rows: 200, columns: 1, centres: 4, width: 0.2 })],
  ['seven columns', clusteredPoints(rng, { rows: 200, columns: 7, centres: 5, width: 0.3 })],
  ['a third duplicates', withDuplicates(rng, plain, 1 / 3)],
  ['all equal', matrix(200, 70, () => 0.25)],
  [
    'zero rows among others',
    withDuplicates(
      rng,
      matrix(120, 80, at => (at < 80 ? 0 : bits(at))),
      0.4,
    ),
  ],
  ['a lattice full of equal distances', matrix(343, 3, (at, row) => Math.floor(row / 7 ** (at % 3)) % 7)],
  ['0 and 1 in 70 columns', matrix(150, 70, at => bits(at) % 2)],
  ['one row a million times longer', matrix(200, 66, (at, row) => bits(at) * (row === 7 ? 1e6 : 1))],
  ['coordinates near 1e-90', matrix(100, 65, at => bits(at) * 1e-90)],
  ['coordinates near 1e140', matrix(100, 65, at => bits(at) * 1e137)],
  ['single precision', { ...plain, data: Float32Array.from(plain.data) }],
]

function matrix(rows: number, columns: number, value: (at: number, row: number) => number): Matrix {
  const data = Float64Array.from({ length: rows * columns }, (_, at) => value(at, Math.floor(at / columns)))
  return { data, rows, columns }
}

/** An integer below 1,000 that looks random. */
function bits(at: number): number {
  return (Math.imul(at + 1, 0x9e3779b1) >>> 12) % 1000
}

function kernelWith(options: Partial<KernelOptions>) {
  const kernel = createKernel({ threads: 1, ...options })
  afterAll(kernel.close)
  return kernel
}

/** What the plain functions find, once for all variants. */
const ORACLE = new Map(
  SETS.map(([name, points]) => {
    const count = Math.max(0, Math.min(15, points.rows - 1))
    const minSamples = Math.min(6, Math.max(1, points.rows))
    const neighbours = nearestNeighbours(points, count)
    const core = points.rows === 0 ? new Float64Array() : coreDistances(points, minSamples)
    const weights = minimumSpanningTree(points, core).weights.toSorted()
    return [name, { count, minSamples, neighbours, core, weights }]
  }),
)

async function expectSameAsPlain(kernel: ReturnType<typeof createKernel>, name: string, points: Matrix) {
  const { count, minSamples, neighbours, core, weights } = ORACLE.get(name)!
  const near = await kernel.nearestNeighbours(points, count)
  expect(near.count).toBe(count)
  expectSameBits(near.indices, neighbours.indices)
  expectSameBits(near.distances, neighbours.distances)
  const found = await kernel.mutualReachabilityTree(points, { minSamples, neighbourCount: count })
  expectSameBits(found.coreDistances, core)
  expectSameBits(found.neighbours.indices, neighbours.indices)
  expectSameBits(found.tree.weights.toSorted(), weights)
  expectEdgesWeighAsSaid(points, core, found.tree)
}

/** Much faster than comparing element by element as objects are compared. */
function expectSameBits(found: Float64Array | Int32Array, expected: Float64Array | Int32Array): void {
  expect(found.length).toBe(expected.length)
  const place = found.findIndex((value, at) => !Object.is(value, expected[at]))
  expect({ place, value: found[place] }).toEqual({ place: -1, value: undefined })
}

function expectEdgesWeighAsSaid(
  points: Matrix,
  core: Float64Array,
  { from, to, weights }: { from: Int32Array; to: Int32Array; weights: Float64Array },
): void {
  const expected = Float64Array.from(from, (a, edge) =>
    Math.max(core[a]!, core[to[edge]!]!, Math.sqrt(squaredDistance(points, a, to[edge]!))),
  )
  expectSameBits(weights, expected)
  expect(minimumSpanningForest(points.rows, { from, to, weights }).weights).toHaveLength(
    Math.max(0, points.rows - 1),
  )
}

describe('the kernel equals the plain functions to the bit', () => {
  const variants: readonly (readonly [string, Partial<KernelOptions>])[] = [
    ['as it chooses', {}],
    ['in int16', { precision: 'int16' }],
    ['in f64', { precision: 'float64' }],
    ['on two threads', { precision: 'int16', threads: 2, smallestThreadedWork: 0 }],
    ['on two threads in f64', { precision: 'float64', threads: 2, smallestThreadedWork: 0 }],
    ['quantised to some 6 bits', { precision: 'int16', longestRow: 60 }],
    ['quantised to nothing', { precision: 'int16', longestRow: 1 }],
  ]
  for (const [variant, options] of variants) {
    const kernel = kernelWith(options)
    it.each(SETS)(`${variant}: %s`, (name, points) => expectSameAsPlain(kernel, name, points))
  }
})

describe('certificates', () => {
  it('looks again at rows that coarse quantisation leaves uncertain, and only then', async () => {
    const rescanned = async (longestRow: number): Promise<number> => {
      let rows = 0
      const kernel = kernelWith({
        longestRow,
        precision: 'int16',
        onPhase: phase => {
          if (phase.name === 'rescan') rows += phase.rows
        },
      })
      await kernel.nearestNeighbours(plain, 15)
      return rows
    }
    expect(await rescanned(LONGEST_ROW)).toBe(0)
    expect(await rescanned(60)).toBeGreaterThan(150)
  })
})

describe('a thread with more pairs than it has room for', () => {
  it.each([1, 2])('hands them over and goes on, on %i thread(s)', async threads => {
    const points = clusteredPoints(rng, { rows: 520, columns: 8, centres: 5, width: 0.3 })
    const kernel = kernelWith({ threads, precision: 'int16', longestRow: 1, smallestThreadedWork: 0 })
    const found = await kernel.nearestNeighbours(points, 15)
    const expected = nearestNeighbours(points, 15)
    expect(points.rows ** 2 / threads).toBeGreaterThan(PAIR_CAPACITY)
    expectSameBits(found.indices, expected.indices)
    expectSameBits(found.distances, expected.distances)
  })
})

describe('mutualReachabilityTree', () => {
  it('joins clusters that no list of neighbours connects', async () => {
    const points = clusteredPoints(rng, { rows: 400, columns: 70, centres: 4, width: 0.05 })
    const joined: number[] = []
    const kernel = kernelWith({
      onPhase: phase => {
        if (phase.name === 'join') joined.push(phase.rows)
      },
    })
    const { tree, coreDistances: core } = await kernel.mutualReachabilityTree(points, { minSamples: 6 })
    expect(joined.length).toBeGreaterThan(0)
    expectSameBits(tree.weights.toSorted(), minimumSpanningTree(points, core).weights.toSorted())
  })

  it('measures cosine distances between the rows at unit length', async () => {
    const found = await kernelWith({}).mutualReachabilityTree(plain, { minSamples: 5, metric: 'cosine' })
    const rows = metricRows(plain, 'cosine')
    const core = coreDistances(rows, 5)
    expectSameBits(found.coreDistances, core)
    expectSameBits(found.tree.weights.toSorted(), minimumSpanningTree(rows, core).weights.toSorted())
  })

  it('finds the same edges on any number of threads, ties included', async () => {
    const points = withDuplicates(
      rng,
      clusteredPoints(rng, { rows: 400, columns: 64, centres: 9, width: 1 }),
      0.1,
    )
    const one = await kernelWith({ precision: 'int16' }).mutualReachabilityTree(points, { minSamples: 6 })
    const three = await kernelWith({
      precision: 'int16',
      threads: 3,
      smallestThreadedWork: 0,
    }).mutualReachabilityTree(points, { minSamples: 6 })
    expect(three).toEqual(one)
  })

  it('finds the same weights in any order of the rows', async () => {
    const order = shuffled(
      Array.from({ length: plain.rows }, (_, row) => row),
      rng,
    )
    const kernel = kernelWith({})
    const given = await kernel.mutualReachabilityTree(plain, { minSamples: 6 })
    const moved = await kernel.mutualReachabilityTree(permutedRows(plain, order), { minSamples: 6 })
    expectSameBits(moved.tree.weights.toSorted(), given.tree.weights.toSorted())
    expectSameBits(
      moved.coreDistances,
      Float64Array.from(order, row => given.coreDistances[row]!),
    )
  })

  it('leaves no pair of 5,000 points lighter than the path between its ends', async () => {
    const points = clusteredPoints(rng, { rows: 5000, columns: 64, centres: 60, width: 0.8 })
    const { tree, coreDistances: core } = await kernelWith({ threads: 2 }).mutualReachabilityTree(points, {
      minSamples: 6,
    })
    const leaves = dendrogramLeaves(points.rows, minimumSpanningForest(points.rows, tree))
    const positions = new Int32Array(points.rows)
    for (const [position, row] of leaves.order.entries()) positions[row] = position
    let lighter = 0
    for (let pair = 0; pair < 20_000; pair++) {
      const [a, b] = [Math.floor(rng.nextFloat() * points.rows), Math.floor(rng.nextFloat() * points.rows)]
      if (a === b) continue
      const weight = Math.max(core[a]!, core[b]!, Math.sqrt(squaredDistance(points, a, b)))
      const between = leaves.gaps.subarray(
        Math.min(positions[a]!, positions[b]!) + 1,
        Math.max(positions[a]!, positions[b]!) + 1,
      )
      if (weight < between.reduce((most, gap) => Math.max(most, gap), 0)) lighter++
    }
    expect(lighter).toBe(0)
  })
})

describe('what the kernel refuses', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])('does not search among points with %s', async value => {
    for (const data of [Float64Array.of(0, 1, value, 2), Float32Array.of(0, 1, value, 2)]) {
      const search = kernelWith({}).nearestNeighbours({ data, rows: 2, columns: 2 }, 1)
      await expect(search).rejects.toMatchObject({ reason: 'non-finite' })
      await expect(search).rejects.toBeInstanceOf(NumericError)
    }
  })

  it('does not look for more neighbours than there are', async () => {
    await expect(kernelWith({}).nearestNeighbours(plain, 300)).rejects.toMatchObject({
      reason: 'out-of-range',
    })
  })

  it('goes on after a search that was refused', async () => {
    const kernel = kernelWith({})
    await expect(kernel.mutualReachabilityTree(plain, { minSamples: 0 })).rejects.toThrow(NumericError)
    expect((await kernel.nearestNeighbours(plain, 1)).indices).toHaveLength(300)
  })
})
