import { createUnionFind } from '../../../numeric/union-find.ts'
import type { ReachabilityTree } from './precomputed-spanning-tree.ts'
import type { DistanceList } from './sparse-distances.ts'

/**
 * A minimum spanning tree of mutual reachability over the known distances of `count` points: Kruskal's algorithm.
 *
 * Infinite weights join what no known distance connects, so that each connected part is clustered as if alone. A point
 * with fewer than `minSamples` known distances, its own included, has an infinite core distance and stands alone.
 * `hdbscan` refuses both, or takes a number to put in place of infinity.
 *
 * @param count - points, >= 1.
 * @param minSamples - integer >= 1; the point itself counts.
 */
export function sparseSpanningTree(list: DistanceList, count: number, minSamples: number): ReachabilityTree {
  const coreDistances = sparseCoreDistances(list, count, minSamples)
  const { from, to, distances } = list
  const weights = distances.map((distance, pair) =>
    Math.max(distance, coreDistances[from[pair]!]!, coreDistances[to[pair]!]!),
  )
  const sets = createUnionFind(count)
  const tree = {
    from: new Int32Array(count - 1),
    to: new Int32Array(count - 1),
    weights: new Float64Array(count - 1),
  }
  let edges = 0
  const join = (a: number, b: number, weight: number) => {
    if (sets.find(a) === sets.find(b)) return
    sets.union(a, b)
    tree.from[edges] = a
    tree.to[edges] = b
    tree.weights[edges++] = weight
  }
  const finite = Int32Array.from(weights.keys()).filter(pair => weights[pair] !== Number.POSITIVE_INFINITY)
  for (const pair of finite.sort((a, b) => weights[a]! - weights[b]! || a - b))
    join(from[pair]!, to[pair]!, weights[pair]!)
  for (let point = 1; point < count; point++) join(0, point, Number.POSITIVE_INFINITY)
  return { tree, coreDistances }
}

function sparseCoreDistances(
  { from, to, distances }: DistanceList,
  count: number,
  minSamples: number,
): Float64Array {
  const lists: number[][] = Array.from({ length: count }, () => [0])
  for (const [pair, distance] of distances.entries()) {
    lists[from[pair]!]!.push(distance)
    lists[to[pair]!]!.push(distance)
  }
  return Float64Array.from(
    lists,
    list => list.sort((a, b) => a - b)[minSamples - 1] ?? Number.POSITIVE_INFINITY,
  )
}
