import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { hdbscan } from '../../../src/stages/stratify/hdbscan/hdbscan.ts'

const numbers = z.array(z.number())
const goldenSchema = z.object({
  minClusterSize: z.number(),
  minSamples: z.number(),
  clusterSelection: z.enum(['eom', 'leaf']),
  allowSingleCluster: z.boolean(),
  points: z.array(numbers),
  sklearn: z.object({ labels: numbers, probabilities: numbers }),
  hdbscan: z.object({
    labels: numbers,
    probabilities: numbers,
    persistences: numbers,
    pointLambdas: numbers,
    mstWeights: numbers,
  }),
})

const files = globSync(join(import.meta.dirname, '*.json')).sort()

/** Their label -> ours, where every pair of labels meets in both directions; otherwise undefined. */
function renaming(theirs: readonly number[], ours: ArrayLike<number>): Map<number, number> | undefined {
  const forward = new Map<number, number>()
  const backward = new Map<number, number>()
  for (const [point, label] of theirs.entries()) {
    const mine = ours[point] ?? Number.NaN
    if ((forward.get(label) ?? mine) !== mine || (backward.get(mine) ?? label) !== label) return undefined
    forward.set(label, mine)
    backward.set(mine, label)
  }
  return forward
}

function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length)
  return Math.max(
    ...Array.from(a, (value, at) => Math.abs(value - (b[at] ?? Number.NaN)) / Math.max(1, Math.abs(value))),
  )
}

describe.each(files.map(file => ({ name: basename(file, '.json'), file })))(
  '$name of scikit-learn and hdbscan',
  ({ file }) => {
    const golden = goldenSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    const points = {
      data: Float64Array.from(golden.points.flat()),
      rows: golden.points.length,
      columns: golden.points[0]?.length ?? 0,
    }
    const result = (ties: 'multi-way' | 'binary') => hdbscan(points, { ...golden, ties, metric: 'euclidean' })

    it.each(['binary', 'multi-way'] as const)('gives the same partition with %s ties', ties => {
      const { labels } = result(ties)
      expect(renaming(golden.sklearn.labels, labels)?.get(-1) ?? -1).toBe(-1)
      expect(renaming(golden.hdbscan.labels, labels)?.get(-1) ?? -1).toBe(-1)
      expect(renaming(golden.sklearn.labels, labels)).toBeInstanceOf(Map)
      expect(renaming(golden.hdbscan.labels, labels)).toBeInstanceOf(Map)
    })

    it('gives the same weights of the spanning tree and lambdas of the points', () => {
      const { minimumSpanningTree, condensedTree } = result('binary')
      expect(largestGap(golden.hdbscan.mstWeights, minimumSpanningTree.weights.toSorted())).toBeLessThan(1e-9)
      expect(largestGap(golden.hdbscan.pointLambdas, condensedTree.pointLambdas)).toBeLessThan(1e-9)
    })

    it('gives the same probabilities and persistences', () => {
      const { labels, probabilities, persistences } = result('binary')
      expect(largestGap(golden.sklearn.probabilities, probabilities)).toBeLessThan(1e-9)
      expect(largestGap(golden.hdbscan.probabilities, probabilities)).toBeLessThan(1e-9)
      // Of a selected root hdbscan counts the labelled points only (see `persistences`).
      const sizes = golden.hdbscan.persistences.map((_, label) =>
        golden.allowSingleCluster
          ? golden.hdbscan.labels.filter(other => other === label).length / labels.length
          : 1,
      )
      const names = renaming(golden.hdbscan.labels, labels)
      const expected = golden.hdbscan.persistences.map((value, label) => value * (sizes[label] ?? Number.NaN))
      const found = golden.hdbscan.persistences.map(
        (_, label) => persistences[names?.get(label) ?? -1] ?? Number.NaN,
      )
      expect(largestGap(expected, found)).toBeLessThan(1e-9)
    })
  },
)

describe('golden files', () => {
  it('are all six there', () => {
    expect(files).toHaveLength(6)
  })
})
