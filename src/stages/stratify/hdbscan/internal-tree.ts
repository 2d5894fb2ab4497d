/** A cluster of DBCV: its minimum spanning tree without the leaves. */
export type InternalTree = {
  /** Its inner points, or the first point when there is none. */
  readonly nodes: readonly number[]
  /** The largest weight between inner points, or of all edges when no edge has two: the cluster's density sparseness. */
  readonly sparseness: number
}

type Edge = { readonly from: number; readonly to: number; readonly weight: number }

/**
 * The internal tree of a cluster.
 *
 * Mutual reachability has ties, and which points are inner hangs on them. As in `hdbscan` the next point is the first of
 * the equally near ones and is tied to the first it is equally near to.
 *
 * @param members - two points or more.
 * @param weight - mutual reachability of two points.
 * @see Moulavi et al. 2014, definition 5.
 */
export function internalTree(
  members: readonly number[],
  weight: (a: number, b: number) => number,
): InternalTree {
  const edges = spanningEdges(members, weight)
  const degrees = new Map<number, number>()
  for (const point of edges.flatMap(({ from, to }) => [from, to]))
    degrees.set(point, (degrees.get(point) ?? 0) + 1)
  const isInner = (point: number) => degrees.get(point)! > 1
  const inner = members.filter(isInner)
  const between = edges.filter(({ from, to }) => isInner(from) && isInner(to))
  return {
    nodes: inner.length > 0 ? inner : members.slice(0, 1),
    sparseness: Math.max(...(between.length > 0 ? between : edges).map(edge => edge.weight)),
  }
}

/** Prim's algorithm from the first member. */
function spanningEdges(
  members: readonly number[],
  weight: (a: number, b: number) => number,
): readonly Edge[] {
  const edges: Edge[] = []
  const lightest = new Float64Array(members.length).fill(Number.POSITIVE_INFINITY)
  const tiedTo = new Int32Array(members.length)
  const isInside = new Uint8Array(members.length)
  for (let current = 0; edges.length < members.length - 1; ) {
    isInside[current] = 1
    let next = -1
    for (let at = 0; at < members.length; at++) {
      if (isInside[at] === 1) continue
      const reached = weight(members[current]!, members[at]!)
      if (reached < lightest[at]!) {
        lightest[at] = reached
        tiedTo[at] = current
      } else if (reached === lightest[at]!) tiedTo[at] = Math.min(tiedTo[at]!, current)
      if (next === -1 || lightest[at]! < lightest[next]!) next = at
    }
    edges.push({ from: members[tiedTo[next]!]!, to: members[next]!, weight: lightest[next]! })
    current = next
  }
  return edges
}
