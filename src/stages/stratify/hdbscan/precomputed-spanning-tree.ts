import type { SpanningTree } from './minimum-spanning-tree.ts'
import type { PrecomputedDistances } from './precomputed-distances.ts'

/** A spanning tree of mutual reachability and the core distances that went into it, shape (n,). */
export type ReachabilityTree = { readonly tree: SpanningTree; readonly coreDistances: Float64Array }

/**
 * A minimum spanning tree of mutual reachability over precomputed distances: Prim's algorithm, O(n^2) time after the
 * core distances at O(n^2 log n).
 *
 * Infinite weights join what no known distance connects. A point with fewer than `minSamples` known distances, its own
 * included, has an infinite core distance.
 *
 * @param minSamples - integer in [1, n]; the point itself counts.
 */
export function precomputedSpanningTree(
  distances: PrecomputedDistances,
  minSamples: number,
): ReachabilityTree {
  const { count, between } = distances
  const coreDistances = new Float64Array(count)
  const row = new Float64Array(count)
  for (let point = 0; point < count; point++) {
    for (let other = 0; other < count; other++) row[other] = between(point, other)
    coreDistances[point] = row.sort()[minSamples - 1]!
  }
  return { tree: prim(distances, coreDistances), coreDistances }
}

function prim({ count, between }: PrecomputedDistances, core: Float64Array): SpanningTree {
  const edgeCount = Math.max(0, count - 1)
  const from = new Int32Array(edgeCount)
  const to = new Int32Array(edgeCount)
  const weights = new Float64Array(edgeCount)
  const lightest = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
  const reachedFrom = new Int32Array(count)
  const isInside = new Uint8Array(count)
  for (let edge = 0, current = 0; edge < edgeCount; edge++) {
    isInside[current] = 1
    let next = -1
    for (let point = 0; point < count; point++) {
      if (isInside[point] === 1) continue
      const weight = Math.max(core[current]!, core[point]!, between(current, point))
      if (weight < lightest[point]!) {
        lightest[point] = weight
        reachedFrom[point] = current
      }
      if (next === -1 || lightest[point]! < lightest[next]!) next = point
    }
    from[edge] = reachedFrom[next]!
    to[edge] = next
    weights[edge] = lightest[next]!
    current = next
  }
  return { from, to, weights }
}
