import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng, type Rng, shuffled } from '../../../numeric/random.ts'
import { type HdbscanOptions, hdbscan } from './hdbscan.ts'

/*
 * The oracle: HDBSCAN* from its definitions with a dense matrix of mutual reachabilities, Kruskal over all pairs and a
 * recursion over sets of points. It shares no code with what it judges.
 */

type Points = readonly (readonly number[])[]
type Edge = { readonly a: number; readonly b: number; readonly weight: number }
type Cluster = {
  readonly points: readonly number[]
  readonly stability: number
  readonly children: readonly Cluster[]
}

function oracle(
  points: Points,
  { minClusterSize, minSamples, clusterSelection, allowSingleCluster }: HdbscanOptions,
) {
  const all = points.map((_, index) => index)
  const distances = points.map(a =>
    // Not Math.hypot: it scales by the largest term, which would tear ties apart.
    points.map(b => Math.sqrt(a.reduce((sum, value, at) => sum + (value - (b[at] ?? 0)) ** 2, 0))),
  )
  const core = distances.map(row => row.toSorted((a, b) => a - b)[Math.min(minSamples, all.length) - 1] ?? 0)
  const edges = kruskal(
    all.flatMap(a =>
      all
        .slice(a + 1)
        .map(b => ({ a, b, weight: Math.max(core[a] ?? 0, core[b] ?? 0, distances[a]?.[b] ?? 0) })),
    ),
    all.length,
  )
  const lambdas = all.map(() => 0)
  let closestCall = Number.POSITIVE_INFINITY

  function grow(members: readonly number[], birth: number): Cluster {
    let current = members
    let stability = 0
    for (;;) {
      const inside = edges.filter(({ a, b }) => current.includes(a) && current.includes(b))
      const height = Math.max(...inside.map(({ weight }) => weight))
      const lambda = 1 / height
      const parts = components(
        current,
        inside.filter(({ weight }) => weight < height),
      )
      const large = parts.filter(part => part.length >= minClusterSize)
      const leaving = large.length === 1 ? parts.filter(part => !large.includes(part)).flat() : current
      for (const point of leaving) lambdas[point] = lambda
      stability += leaving.length * (lambda - birth)
      if (large.length !== 1)
        return { points: members, stability, children: large.map(part => grow(part, lambda)) }
      current = large[0] ?? []
    }
  }

  function choose(cluster: Cluster, isEligible: boolean): { value: number; chosen: readonly Cluster[] } {
    const below = cluster.children.map(child => choose(child, true))
    const value = below.reduce((sum, child) => sum + child.value, 0)
    const chosen = below.flatMap(child => child.chosen)
    if (clusterSelection === 'leaf')
      return { value, chosen: chosen.length === 0 && isEligible ? [cluster] : chosen }
    if (isEligible && below.length > 0 && Number.isFinite(value))
      closestCall = Math.min(closestCall, Math.abs(value - cluster.stability) / value)
    return isEligible && cluster.stability >= value
      ? { value: cluster.stability, chosen: [cluster] }
      : { value, chosen }
  }

  const isTooFew = all.length < Math.max(2, minClusterSize)
  const root = all.length < 2 ? undefined : grow(all, 0)
  const chosen = isTooFew || root === undefined ? [] : choose(root, allowSingleCluster ?? false).chosen
  const labels = all.map(point => chosen.findIndex(({ points: members }) => members.includes(point)))
  return {
    labels,
    lambdas,
    core,
    closestCall,
    weights: edges.map(({ weight }) => weight).sort((a, b) => a - b),
  }
}

function kruskal(pairs: readonly Edge[], count: number): readonly Edge[] {
  const component = Array.from({ length: count }, (_, index) => index)
  return pairs
    .toSorted((x, y) => x.weight - y.weight)
    .filter(({ a, b }) => {
      const [from, to] = [component[a], component[b]]
      if (from === to) return false
      for (const [point, own] of component.entries()) if (own === from) component[point] = to ?? 0
      return true
    })
}

function components(points: readonly number[], edges: readonly Edge[]): readonly (readonly number[])[] {
  const neighbours = new Map(points.map(point => [point, [] as number[]]))
  for (const { a, b } of edges) {
    neighbours.get(a)?.push(b)
    neighbours.get(b)?.push(a)
  }
  const seen = new Set<number>()
  return points.flatMap(start => {
    const part: number[] = []
    const open = [start]
    for (let point = open.pop(); point !== undefined; point = open.pop()) {
      if (seen.has(point)) continue
      seen.add(point)
      part.push(point)
      open.push(...(neighbours.get(point) ?? []))
    }
    return part.length > 0 ? [part] : []
  })
}

function toMatrix(points: Points, columns: number) {
  return { data: Float64Array.from(points.flat()), rows: points.length, columns }
}

/** Labels renamed by first appearance: equal for equal partitions with equal noise. */
function canonical(labels: ArrayLike<number>): readonly number[] {
  const names = new Map<number, number>()
  return Array.from(labels, label => {
    if (label === -1) return -1
    if (!names.has(label)) names.set(label, names.size)
    return names.get(label) ?? Number.NaN
  })
}

function expectClose(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length)
  for (const [at, value] of expected.entries()) {
    if (Number.isFinite(value))
      expect(Math.abs((found[at] ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, value))
    else expect(found[at]).toBe(value)
  }
}

function expectOracle(points: Points, columns: number, options: HdbscanOptions): void {
  const expected = oracle(points, options)
  const found = hdbscan(toMatrix(points, columns), options)
  expectClose(found.coreDistances, expected.core)
  expectClose(found.minimumSpanningTree.weights.toSorted(), expected.weights)
  expectClose(found.condensedTree.pointLambdas, expected.lambdas)
  // Equal stabilities of a cluster and its parts are decided by the last bit, which the oracle need not share.
  if (expected.closestCall > 1e-9) expect(canonical(found.labels)).toEqual(canonical(expected.labels))
}

function blobs(
  rng: Rng,
  { count, columns, centres }: { count: number; columns: number; centres: number },
): Points {
  const normal = () => Math.sqrt(-2 * Math.log(1 - rng.nextFloat())) * Math.cos(2 * Math.PI * rng.nextFloat())
  const middle = Array.from({ length: centres }, () => Array.from({ length: columns }, () => 4 * normal()))
  return Array.from({ length: count }, (_, at) =>
    Array.from({ length: columns }, (_, column) => (middle[at % centres]?.[column] ?? 0) + normal()),
  )
}

const options = fc.record({
  minClusterSize: fc.integer({ min: 2, max: 8 }),
  minSamples: fc.integer({ min: 1, max: 7 }),
  clusterSelection: fc.constantFrom('eom', 'leaf'),
  ties: fc.constant('multi-way'),
  metric: fc.constant('euclidean'),
}) satisfies fc.Arbitrary<HdbscanOptions>

/** A small grid is full of ties and duplicates, a large one nearly free of them. */
const pointSets = fc
  .record({ columns: fc.integer({ min: 1, max: 4 }), largest: fc.constantFrom(3, 12, 100_000) })
  .chain(({ columns, largest }) =>
    fc.record({
      columns: fc.constant(columns),
      points: fc.array(
        fc.array(fc.integer({ min: -largest, max: largest }), { minLength: columns, maxLength: columns }),
        { maxLength: 40, size: 'max' },
      ),
    }),
  )

describe('hdbscan', () => {
  it('agrees with the definitions on small sets full of ties and duplicates', () => {
    fc.assert(
      fc.property(pointSets, options, ({ points, columns }, chosen) => expectOracle(points, columns, chosen)),
      {
        numRuns: 200,
      },
    )
  })

  it.each([
    { count: 200, columns: 2, centres: 5, minClusterSize: 8, minSamples: 5, clusterSelection: 'eom' },
    { count: 200, columns: 2, centres: 5, minClusterSize: 8, minSamples: 5, clusterSelection: 'leaf' },
    { count: 180, columns: 1, centres: 4, minClusterSize: 6, minSamples: 3, clusterSelection: 'eom' },
    { count: 150, columns: 33, centres: 3, minClusterSize: 15, minSamples: 6, clusterSelection: 'eom' },
    { count: 120, columns: 3, centres: 2, minClusterSize: 5, minSamples: 1, clusterSelection: 'eom' },
    { count: 90, columns: 2, centres: 1, minClusterSize: 30, minSamples: 200, clusterSelection: 'eom' },
  ] as const)(
    'agrees with the definitions on $count points in $columns dimensions, $clusterSelection',
    set => {
      const points = blobs(createRng(`blobs-${set.count}-${set.columns}`), set)
      expectOracle(points, set.columns, { ...set, ties: 'multi-way', metric: 'euclidean' })
    },
  )

  it('agrees with the definitions on many exact duplicates', () => {
    const points = blobs(createRng('duplicates'), { count: 30, columns: 3, centres: 3 })
    const copies = points.flatMap((point, at) => Array.from({ length: 1 + (at % 7) * 2 }, () => point))
    for (const minClusterSize of [3, 12])
      expectOracle(copies, 3, {
        minClusterSize,
        minSamples: 4,
        clusterSelection: 'eom',
        ties: 'multi-way',
        metric: 'euclidean',
      })
  })

  it('permutes the result when the points are permuted, whatever the ties', () => {
    fc.assert(
      fc.property(pointSets, options, fc.string(), ({ points, columns }, chosen, seed) => {
        const order = shuffled([...points.keys()], createRng(seed))
        const before = hdbscan(toMatrix(points, columns), chosen)
        const after = hdbscan(
          toMatrix(
            order.map(at => points[at] ?? []),
            columns,
          ),
          chosen,
        )
        expect(canonical(after.labels)).toEqual(canonical(order.map(at => before.labels[at] ?? Number.NaN)))
        expect([...after.probabilities]).toEqual(order.map(at => before.probabilities[at]))
        expect(after.persistences.toSorted()).toEqual(before.persistences.toSorted())
        expect(after.minimumSpanningTree.weights.toSorted()).toEqual(
          before.minimumSpanningTree.weights.toSorted(),
        )
      }),
      { numRuns: 200 },
    )
  })

  it('keeps every label when all distances are scaled', () => {
    fc.assert(
      fc.property(
        pointSets,
        options,
        fc.integer({ min: -30, max: 30 }),
        ({ points, columns }, chosen, exponent) => {
          const before = hdbscan(toMatrix(points, columns), chosen)
          const after = hdbscan(
            toMatrix(
              points.map(point => point.map(value => value * 2 ** exponent)),
              columns,
            ),
            chosen,
          )
          expect([...after.labels]).toEqual([...before.labels])
          expect([...after.probabilities]).toEqual([...before.probabilities])
          expect([...after.persistences]).toEqual([...before.persistences])
        },
      ),
    )
  })

  it('reports probabilities and persistences in [0, 1] and exemplars that belong to their cluster', () => {
    fc.assert(
      fc.property(pointSets, options, fc.boolean(), ({ points, columns }, chosen, allowSingleCluster) => {
        for (const ties of ['multi-way', 'binary'] as const) {
          const found = hdbscan(toMatrix(points, columns), { ...chosen, ties, allowSingleCluster })
          for (const value of [...found.probabilities, ...found.persistences]) {
            expect(value).toBeGreaterThanOrEqual(0)
            expect(value).toBeLessThanOrEqual(1)
          }
          for (const [label, exemplars] of found.exemplars.entries()) {
            expect(exemplars.length).toBeGreaterThan(0)
            for (const point of exemplars) expect(found.labels[point]).toBe(label)
          }
          const sizes = found.persistences.map(
            (_, label) => found.labels.filter(other => other === label).length,
          )
          if (!allowSingleCluster)
            for (const size of sizes) expect(size).toBeGreaterThanOrEqual(chosen.minClusterSize)
        }
      }),
    )
  })
})
