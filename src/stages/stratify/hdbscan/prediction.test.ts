import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blobs } from './__fixtures__/blobs.ts'
import { approximatePredict } from './approximate-predict.ts'
import { type HdbscanOptions, hdbscan } from './hdbscan.ts'
import { membershipVectors } from './membership-vectors.ts'

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

function modelOf(points: ReturnType<typeof line>, options: HdbscanOptions = base) {
  return { points, options, result: hdbscan(points, options) }
}

const options = fc.record({
  minClusterSize: fc.integer({ min: 2, max: 10 }),
  minSamples: fc.integer({ min: 1, max: 8 }),
  clusterSelection: fc.constantFrom('eom', 'leaf'),
  ties: fc.constant('multi-way'),
  metric: fc.constantFrom('euclidean', 'cosine'),
  allowSingleCluster: fc.boolean(),
  clusterSelectionEpsilon: fc.constantFrom(0, 0.4, 3),
}) satisfies fc.Arbitrary<HdbscanOptions>
const sets = fc
  .record({
    seed: fc.string(),
    groups: fc.integer({ min: 1, max: 4 }),
    columns: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ seed, ...shape }) => blobs(seed, { count: 60, ...shape }))
/** Rounded coordinates, so that there are duplicates and ties; no zero rows. */
const roughSets = sets.map(set => ({ ...set, data: set.data.map(value => Math.round(value) || 1) }))

function rowsOf({ data, rows, columns }: ReturnType<typeof membershipVectors>) {
  return Array.from({ length: rows }, (_, row) => [...data.subarray(row * columns, (row + 1) * columns)])
}
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

describe('approximatePredict', () => {
  it('gives every point of the model its own label back', () => {
    fc.assert(
      fc.property(fc.oneof(sets, roughSets), options, (points, chosen) => {
        const model = modelOf(points, chosen)
        expect(approximatePredict(model, points).labels).toEqual(model.result.labels)
      }),
    )
  })

  it('gives a new point the cluster around it, less surely further out, and noise far away', () => {
    const model = modelOf(line(0, 1, 2, 3, 50, 51, 52, 53))
    const { labels, probabilities, neighbours } = approximatePredict(model, line(1.5, 5, 52.5, 25, 1000))
    expect([...labels]).toEqual([0, 0, 1, 0, -1])
    // Second neighbours are at 1/2 (whose own is at 1), 3, 1/2 and 23, all nearer than the 47 between the clusters.
    expect([...probabilities]).toEqual([1, 1 / 3, 1, 1 / 23, 0])
    expect([...neighbours]).toEqual([1, 3, 6, 3, 7])
  })

  it('calls everything noise in a model without clusters or without points', () => {
    const { labels, neighbours } = approximatePredict(modelOf(line(0, 7)), line(0, 1))
    expect([...labels]).toEqual([-1, -1])
    expect([...neighbours]).toEqual([0, 0])
    expect([...approximatePredict(modelOf(line()), line(0, 1)).neighbours]).toEqual([-1, -1])
  })

  it('compares directions when the model does', () => {
    const rays = { data: Float64Array.of(1, 0, 2, 0.1, 5, -0.1, 0, 1, 0.1, 3, -0.1, 4), rows: 6, columns: 2 }
    const model = modelOf(rays, { ...base, metric: 'cosine' })
    const fresh = { data: Float64Array.of(900, 1, 0.001, 0.4), rows: 2, columns: 2 }
    expect([...approximatePredict(model, fresh).labels]).toEqual([0, 1])
  })

  it('refuses points of another space, points that are no numbers, and a result of other points', () => {
    const model = modelOf(line(0, 1, 2))
    expect(() => approximatePredict(model, { ...line(0, 1), rows: 1, columns: 2 })).toThrow(
      'Expected points of 1 columns, got 2',
    )
    expect(() => approximatePredict(model, line(Number.NaN))).toThrow('finite')
    expect(() => approximatePredict({ ...model, points: line(0, 1) }, line(0))).toThrow(
      'Expected a result of 2 points, got one of 3',
    )
  })
})

describe('membershipVectors', () => {
  it('have one column per cluster and rows that sum to at most 1', () => {
    fc.assert(
      fc.property(fc.oneof(sets, roughSets), options, sets, (points, chosen, others) => {
        fc.pre(points.columns === others.columns)
        const model = modelOf(points, chosen)
        for (const found of [membershipVectors(model), membershipVectors(model, others)]) {
          expect(found.columns).toBe(model.result.persistences.length)
          for (const row of rowsOf(found)) {
            for (const value of row) expect(value).toBeGreaterThanOrEqual(0)
            expect(sum(row)).toBeLessThanOrEqual(1 + 1e-12)
          }
        }
      }),
    )
  })

  it('do not depend on the scale or the order of the points', () => {
    fc.assert(
      fc.property(sets, options, (points, chosen) => {
        // What follows is a distance; leave it out of a test of scale.
        const free = { ...chosen, clusterSelectionEpsilon: 0 }
        const before = membershipVectors(modelOf(points, free))
        const scaled = { ...points, data: points.data.map(value => value * 2 ** -30) }
        expect(membershipVectors(modelOf(scaled, free))).toEqual(before)
        const reversed = rowsOf(points).reverse()
        const backwards = { ...points, data: Float64Array.from(reversed.flat()) }
        const bySum = (rows: readonly (readonly number[])[]) => rows.map(sum)
        for (const [at, total] of bySum(
          rowsOf(membershipVectors(modelOf(backwards, free))).reverse(),
        ).entries())
          expect(total).toBeCloseTo(sum(rowsOf(before)[at] ?? []), 9)
      }),
    )
  })

  it('favour the cluster a point is in, and are sure of an exemplar', () => {
    const model = modelOf(line(0, 1, 2, 3, 8, 50, 51, 52, 53))
    const rows = rowsOf(membershipVectors(model))
    expect(rows[0]).toEqual([1, 0])
    expect(rows[8]).toEqual([0, 1])
    const [first = 0, second = 0] = rows[4] ?? []
    expect(first).toBeGreaterThan(2 * second)
    // It leaves at lambda 1/5 a cluster that ends at 1.
    expect(first + second).toBeCloseTo(1 / 5, 12)
  })

  it('decide between heaps of duplicates without a number that is none', () => {
    const model = modelOf(line(0, 0, 0, 0, 1, 50, 50, 50, 50))
    const rows = rowsOf(membershipVectors(model))
    expect(rows[0]).toEqual([1, 0])
    expect(rows[4]).toEqual([0, 0])
    const fresh = rowsOf(membershipVectors(model, line(0, 50, 20)))
    expect(fresh.slice(0, 2)).toEqual([
      [1, 0],
      [0, 1],
    ])
    for (const value of fresh.flat()) expect(value).toBeGreaterThanOrEqual(0)
  })

  it('have no columns when there are no clusters', () => {
    expect(membershipVectors(modelOf(line(0, 7)))).toEqual({ data: new Float64Array(), rows: 2, columns: 0 })
  })
})
