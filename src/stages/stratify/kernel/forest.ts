import { createUnionFind } from '../../../numeric/union-find.ts'
import { orderByWeight } from './order-by-weight.ts'

/** Undirected weighted edges, in no particular order. */
export type Edges = {
  readonly from: Int32Array
  readonly to: Int32Array
  readonly weights: Float64Array
}

/**
 * The edges of a minimum spanning forest, by ascending weight: n - 1 where `edges` connect everything.
 *
 * @see Kruskal 1956. Of equal weights the earlier edge is taken first.
 */
export function minimumSpanningForest(count: number, edges: Edges): Edges {
  const sets = createUnionFind(count)
  const taken = new Int32Array(Math.max(0, count - 1))
  let size = 0
  for (const edge of orderByWeight(edges.weights)) {
    const [a, b] = [sets.find(edges.from[edge]!), sets.find(edges.to[edge]!)]
    if (a === b) continue
    sets.union(a, b)
    taken[size++] = edge
    if (size === taken.length) break
  }
  const chosen = taken.subarray(0, size)
  return {
    from: Int32Array.from(chosen, edge => edges.from[edge]!),
    to: Int32Array.from(chosen, edge => edges.to[edge]!),
    weights: Float64Array.from(chosen, edge => edges.weights[edge]!),
  }
}

/** The edges of `a`, then those of `b`. */
export function joinEdges(a: Edges, b: Edges): Edges {
  const size = a.weights.length + b.weights.length
  const joined = { from: new Int32Array(size), to: new Int32Array(size), weights: new Float64Array(size) }
  joined.from.set(a.from)
  joined.to.set(a.to)
  joined.weights.set(a.weights)
  joined.from.set(b.from, a.from.length)
  joined.to.set(b.to, a.to.length)
  joined.weights.set(b.weights, a.weights.length)
  return joined
}

/** Component of every vertex under `edges`, numbered from 0 by first vertex. */
export function componentsOf(
  count: number,
  edges: Edges,
): { readonly labels: Int32Array; readonly count: number } {
  const sets = createUnionFind(count)
  for (let edge = 0; edge < edges.from.length; edge++) sets.union(edges.from[edge]!, edges.to[edge]!)
  const labels = new Int32Array(count)
  const labelOfRoot = new Int32Array(count).fill(-1)
  let found = 0
  for (let vertex = 0; vertex < count; vertex++) {
    const root = sets.find(vertex)
    if (labelOfRoot[root] === -1) labelOfRoot[root] = found++
    labels[vertex] = labelOfRoot[root]!
  }
  return { labels, count: found }
}

/** Vertices in the order of the leaves of a dendrogram, with the height between each and the one before it. */
export type Leaves = {
  readonly order: Int32Array
  /** The largest from position p + 1 to q is the heaviest edge on the tree's path between the vertices at p and q. */
  readonly gaps: Float64Array
}

/** The leaves of the dendrogram of a spanning tree, whose edges are given by ascending weight. */
export function dendrogramLeaves(count: number, tree: Edges): Leaves {
  const sets = createUnionFind(count)
  const first = Int32Array.from({ length: count }, (_, vertex) => vertex)
  const last = first.slice()
  const next = new Int32Array(count).fill(-1)
  const gapBefore = new Float64Array(count)
  for (let edge = 0; edge < tree.weights.length; edge++) {
    const [a, b] = [sets.find(tree.from[edge]!), sets.find(tree.to[edge]!)]
    const [start, end] = [first[a]!, last[b]!]
    next[last[a]!] = first[b]!
    gapBefore[first[b]!] = tree.weights[edge]!
    const root = sets.union(a, b)
    first[root] = start
    last[root] = end
  }
  const order = new Int32Array(count)
  const gaps = new Float64Array(count)
  let vertex = count === 0 ? -1 : first[sets.find(0)]!
  for (let position = 0; vertex !== -1; position++) {
    order[position] = vertex
    gaps[position] = gapBefore[vertex]!
    vertex = next[vertex]!
  }
  return { order, gaps }
}
