import { type FiniteMatrix, finiteMatrix, squaredDistance, squaredNorms } from '../../../numeric/distance.ts'
import { dotRoundingFactor, dotWithFour } from '../../../numeric/dot-tile.ts'
import type { Matrix } from '../../../numeric/matrix.ts'

/** The n - 1 edges of a spanning tree, in the order they were found. Weights are mutual reachabilities. */
export type SpanningTree = {
  readonly from: Int32Array
  readonly to: Int32Array
  readonly weights: Float64Array
}

/** A square at least this much above a limit's rounded square has a root not below the limit. */
const ROUNDING_MARGIN = 1 + 2 ** -50

/**
 * A minimum spanning tree of the complete graph of mutual reachability, max(core(a), core(b), d(a, b)).
 *
 * Prim's algorithm with distances measured when they are needed: time at most n^2 d / 2, memory O(n). A pair is only
 * measured while its core distances leave it a chance of a lighter edge, which spares most pairs of sparse data.
 * Of equally near points the one with the smaller index joins first.
 *
 * @param points - shape (n, d), finite.
 * @param core - shape (n,), Euclidean.
 * @see Campello, Moulavi & Sander 2013, section 3.2. The tree is not unique under ties, its weights are.
 */
export function minimumSpanningTree(points: Matrix, core: Float64Array): SpanningTree {
  const frontier = createFrontier(finiteMatrix(points), core)
  const edgeCount = Math.max(0, points.rows - 1)
  const tree = {
    from: new Int32Array(edgeCount),
    to: new Int32Array(edgeCount),
    weights: new Float64Array(edgeCount),
  }
  const outside = Int32Array.from({ length: points.rows }, (_, point) => point)
  let current = 0
  for (let edge = 0; edge < edgeCount; edge++) {
    const position = outside.indexOf(current)
    outside.copyWithin(position, position + 1, points.rows - edge)
    const remaining = outside.subarray(0, edgeCount - edge)
    frontier.reachFrom(current, remaining)
    const next = frontier.nearest(remaining)
    tree.from[edge] = frontier.reachedFrom[next]!
    tree.to[edge] = next
    tree.weights[edge] = frontier.lightest[next]!
    current = next
  }
  return tree
}

/** The lightest edge known from the tree to each point outside it. */
function createFrontier(points: FiniteMatrix, core: Float64Array) {
  const norms = squaredNorms(points)
  const roundingFactor = dotRoundingFactor(points.columns)
  const lightest = new Float64Array(points.rows).fill(Number.POSITIVE_INFINITY)
  const reachedFrom = new Int32Array(points.rows)
  const waiting = new Int32Array(4)
  const dots = new Float64Array(4)

  /** Four at a time, dot products rule out most points; the rest is measured exactly. */
  function measureWaiting(from: number, count: number): void {
    dotWithFour(points, from, waiting, dots)
    for (let at = 0; at < count; at++) {
      const point = waiting[at]!
      const limit = lightest[point]!
      const squaredLimit = limit * limit * ROUNDING_MARGIN
      const norm = norms[from]! + norms[point]!
      if (norm - 2 * dots[at]! - roundingFactor * norm >= squaredLimit) continue
      const distance = Math.sqrt(squaredDistance(points, from, point, squaredLimit))
      const weight = Math.max(core[from]!, core[point]!, distance)
      if (weight >= limit) continue
      lightest[point] = weight
      reachedFrom[point] = from
    }
  }

  function reachFrom(from: number, outside: Int32Array): void {
    let count = 0
    for (let at = 0; at < outside.length; at++) {
      const point = outside[at]!
      if (Math.max(core[from]!, core[point]!) >= lightest[point]!) continue
      waiting[count++] = point
      if (count < waiting.length) continue
      measureWaiting(from, count)
      count = 0
    }
    if (count > 0) measureWaiting(from, count)
  }

  function nearest(outside: Int32Array): number {
    let best = outside[0]!
    for (let at = 1; at < outside.length; at++)
      if (lightest[outside[at]!]! < lightest[best]!) best = outside[at]!
    return best
  }

  return { lightest, reachedFrom, reachFrom, nearest }
}
