import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blobs, canonical } from './__fixtures__/blobs.ts'
import { type HdbscanOptions, hdbscan } from './hdbscan.ts'

const sets = fc
  .record({
    seed: fc.string(),
    columns: fc.integer({ min: 1, max: 3 }),
    groups: fc.integer({ min: 1, max: 5 }),
    noise: fc.constantFrom(0, 0.1, 0.5),
  })
  .map(({ seed, ...shape }) => blobs(seed, shape))

const options = fc.record({
  minClusterSize: fc.integer({ min: 2, max: 12 }),
  minSamples: fc.integer({ min: 1, max: 8 }),
  clusterSelection: fc.constantFrom('eom', 'leaf'),
  ties: fc.constantFrom('multi-way', 'binary'),
  metric: fc.constant('euclidean'),
}) satisfies fc.Arbitrary<HdbscanOptions>

/** Whether points that share a cluster in `fine` are in one cluster, and none of them noise, in `coarse`. */
function isWithin(fine: Int32Array, coarse: Int32Array): boolean {
  const containing = new Map<number, number>()
  return fine.every((label, point) => {
    if (label === -1) return true
    const around = coarse[point] ?? -1
    if (!containing.has(label)) containing.set(label, around)
    return around !== -1 && containing.get(label) === around
  })
}

function sizesOf(labels: Int32Array): readonly number[] {
  const sizes = new Map<number, number>()
  for (const label of labels) if (label !== -1) sizes.set(label, (sizes.get(label) ?? 0) + 1)
  return [...sizes.values()]
}

describe('selected clusters', () => {
  it('of leaf lie within those of eom', () => {
    fc.assert(
      fc.property(sets, options, (points, chosen) => {
        const leaf = hdbscan(points, { ...chosen, clusterSelection: 'leaf' }).labels
        const eom = hdbscan(points, { ...chosen, clusterSelection: 'eom' }).labels
        expect(isWithin(leaf, eom)).toBe(true)
      }),
    )
  })

  it('only grow together with a larger epsilon', () => {
    const distance = fc.double({ min: 0, max: 20, noNaN: true })
    fc.assert(
      fc.property(sets, options, distance, distance, (points, chosen, one, other) => {
        const at = (epsilon: number) =>
          hdbscan(points, { ...chosen, clusterSelectionEpsilon: epsilon }).labels
        expect(isWithin(at(Math.min(one, other)), at(Math.max(one, other)))).toBe(true)
      }),
    )
  })

  it('are never born below epsilon, unless nothing but everything is above them', () => {
    fc.assert(
      fc.property(
        sets,
        options,
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        (points, chosen, epsilon) => {
          const { condensedTree, selectedClusters } = hdbscan(points, {
            ...chosen,
            clusterSelectionEpsilon: epsilon,
          })
          for (const cluster of selectedClusters) {
            const birth = 1 / (condensedTree.clusterBirths[cluster] ?? Number.NaN)
            if (condensedTree.clusterParents[cluster] !== 0) expect(birth).toBeGreaterThanOrEqual(epsilon)
          }
        },
      ),
    )
  })

  it('of eom are not larger than maxClusterSize and not smaller than minClusterSize', () => {
    fc.assert(
      fc.property(sets, options, fc.boolean(), fc.nat(60), (points, chosen, allowSingleCluster, extra) => {
        const maxClusterSize = chosen.minClusterSize + extra
        const found = hdbscan(points, {
          ...chosen,
          clusterSelection: 'eom',
          allowSingleCluster,
          maxClusterSize,
        })
        for (const size of sizesOf(found.labels)) {
          expect(size).toBeLessThanOrEqual(maxClusterSize)
          // Of a selected root only the densest points are labelled.
          if (!found.selectedClusters.includes(0)) expect(size).toBeGreaterThanOrEqual(chosen.minClusterSize)
        }
      }),
    )
  })

  it('have exemplars of probability 1 and outlier score 0', () => {
    fc.assert(
      fc.property(sets, options, fc.boolean(), (points, chosen, allowSingleCluster) => {
        const found = hdbscan(points, { ...chosen, allowSingleCluster })
        for (const point of found.exemplars.flatMap(group => [...group])) {
          expect(found.probabilities[point]).toBe(1)
          expect(found.outlierScores[point]).toBe(0)
        }
        for (const score of found.outlierScores) {
          expect(score).toBeGreaterThanOrEqual(0)
          expect(score).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  it('stay what they are when the points are moved and turned', () => {
    fc.assert(
      fc.property(
        sets,
        options,
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: -50, max: 50, noNaN: true }),
        (points, chosen, angle, shift) => {
          const turned = turnedAndMoved(points, angle, shift)
          // Binary ties are split by the order of edges that rounding may change.
          const [before, after] = [points, turned].map(set => hdbscan(set, { ...chosen, ties: 'multi-way' }))
          expect(canonical(after?.labels ?? [])).toEqual(canonical(before?.labels ?? []))
        },
      ),
    )
  })
})

/** Turns the plane of the first two columns, mirrors a line. */
function turnedAndMoved(
  { data, rows, columns }: ReturnType<typeof blobs>,
  angle: number,
  shift: number,
): ReturnType<typeof blobs> {
  const turned = Float64Array.from(data)
  for (let start = 0; start < data.length; start += columns) {
    const [x, y] = [data[start] ?? 0, columns > 1 ? (data[start + 1] ?? 0) : 0]
    turned[start] = columns > 1 ? x * Math.cos(angle) - y * Math.sin(angle) : -x
    if (columns > 1) turned[start + 1] = x * Math.sin(angle) + y * Math.cos(angle)
  }
  return { data: turned.map(value => value + shift), rows, columns }
}
