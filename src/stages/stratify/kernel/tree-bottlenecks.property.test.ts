import fc from 'fast-check'
import { expect, it } from 'vitest'
import { mulberry32 } from '../../../numeric/random.ts'
import { minimumSpanningForest } from './forest.ts'
import { createTreeBottlenecks } from './tree-bottlenecks.ts'

it('gives the heaviest edge on the path between any two vertices', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(), (count, seed) => {
      const random = mulberry32(seed).nextFloat
      const from = Int32Array.from({ length: count - 1 }, (_, at) => at + 1)
      // Few different weights, so that some are equal.
      const edges = {
        from,
        to: from.map(vertex => Math.floor(random() * vertex)),
        weights: Float64Array.from(from, () => Math.floor(random() * 10) / 10),
      }
      const bottleneck = createTreeBottlenecks(count, minimumSpanningForest(count, edges))
      for (let a = 0; a < count; a++) {
        const heaviest = walk(count, edges, a)
        for (let b = 0; b < count; b++) if (a !== b) expect(bottleneck(a, b)).toBe(heaviest[b])
      }
    }),
    { numRuns: 50 },
  )
})

/** Heaviest edge on the way from `start` to every vertex. */
function walk(
  count: number,
  edges: { readonly from: Int32Array; readonly to: Int32Array; readonly weights: Float64Array },
  start: number,
): readonly (number | undefined)[] {
  const heaviest = new Array<number | undefined>(count)
  heaviest[start] = 0
  for (let round = 0; round < count; round++) {
    for (const [edge, a] of edges.from.entries()) {
      const [b, weight] = [edges.to[edge]!, edges.weights[edge]!]
      for (const [known, open] of [
        [a, b],
        [b, a],
      ] as const) {
        const soFar = heaviest[known]
        if (soFar !== undefined && heaviest[open] === undefined) heaviest[open] = Math.max(soFar, weight)
      }
    }
  }
  return heaviest
}
