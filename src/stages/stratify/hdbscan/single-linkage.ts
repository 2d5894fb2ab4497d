import { createUnionFind } from '../../../numeric/union-find.ts'
import type { SpanningTree } from './minimum-spanning-tree.ts'

/**
 * The dendrogram of a spanning tree: its merges by ascending height, the last one joining everything.
 *
 * The children of merge m are `children[childOffsets[m]]` up to `children[childOffsets[m + 1] - 1]`. A child below
 * `pointCount` is a point, any other is merge `child - pointCount`.
 */
export type SingleLinkage = {
  readonly pointCount: number
  readonly heights: Float64Array
  /** Points under each merge. */
  readonly sizes: Int32Array
  readonly childOffsets: Int32Array
  readonly children: Int32Array
}

/** How merges of equal height are made: all at once, or two at a time in the order of the edges. */
export type Ties = 'multi-way' | 'binary'

/**
 * The single-linkage dendrogram of `tree`.
 *
 * `multi-way` joins everything that equal heights connect in one merge of two or more children, so the result does not
 * depend on which of several minimum spanning trees was found, nor on the order of the points. `binary` is what
 * scikit-learn and `hdbscan` build: ties are split arbitrarily, which moves labels (mutual reachability is full of
 * ties, because a core distance is often the weight of several edges).
 */
export function singleLinkage(tree: SpanningTree, ties: Ties): SingleLinkage {
  const { from, to, weights } = tree
  const pointCount = weights.length + 1
  const order = Int32Array.from(weights.keys()).sort((a, b) => weights[a]! - weights[b]! || a - b)
  const sets = createUnionFind(pointCount)
  const nodeOfRoot = Int32Array.from({ length: pointCount }, (_, point) => point)
  const merges = createMergeList(pointCount)
  for (let start = 0; start < order.length; ) {
    const height = weights[order[start]!]!
    let end = start + 1
    if (ties === 'multi-way') while (end < order.length && weights[order[end]!] === height) end++
    const edges = order.subarray(start, end)
    // Roots before any edge of this height: what they hold will be the children.
    const roots = new Set<number>()
    for (const edge of edges) roots.add(sets.find(from[edge]!)).add(sets.find(to[edge]!))
    for (const edge of edges) sets.union(from[edge]!, to[edge]!)
    for (const [root, children] of Map.groupBy(roots, sets.find)) {
      nodeOfRoot[root] = merges.add(
        height,
        children.map(child => nodeOfRoot[child]!),
      )
    }
    start = end
  }
  return merges.finished()
}

/** Collects merges; `add` returns the id of the new node. */
function createMergeList(pointCount: number) {
  const heights: number[] = []
  const sizes: number[] = []
  const childOffsets: number[] = [0]
  const children: number[] = []
  return {
    add(height: number, nodes: readonly number[]): number {
      let size = 0
      for (const node of nodes) {
        size += node < pointCount ? 1 : sizes[node - pointCount]!
        children.push(node)
      }
      heights.push(height)
      sizes.push(size)
      childOffsets.push(children.length)
      return pointCount + heights.length - 1
    },
    finished(): SingleLinkage {
      return {
        pointCount,
        heights: Float64Array.from(heights),
        sizes: Int32Array.from(sizes),
        childOffsets: Int32Array.from(childOffsets),
        children: Int32Array.from(children),
      }
    },
  }
}
