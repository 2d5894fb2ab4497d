import { requireInteger, requireRange } from '../../../numeric/require-range.ts'
import type { SingleLinkage } from './single-linkage.ts'

export type DbscanOptions = {
  /** Distance >= 0. */
  readonly epsilon: number
  /** Smaller clusters are noise; integer >= 1. With 1 every point is in a cluster. */
  readonly minClusterSize: number
}

/**
 * Labels of the DBSCAN* clustering at `epsilon`, read off the dendrogram: 0, 1, ... in the order in which the clusters
 * first appear among the points, -1 noise. Shape (n,).
 *
 * A cluster is what merges at heights up to and including `epsilon`: DBSCAN without its border points, for the
 * `minSamples` of the dendrogram. `hdbscan` leaves out merges at exactly `epsilon`.
 *
 * @throws {NumericError} `out-of-range` or `non-finite` for options out of range.
 * @see Campello, Moulavi & Sander 2013, definition 5.
 */
export function dbscanClustering(linkage: SingleLinkage, options: DbscanOptions): Int32Array {
  const { epsilon, minClusterSize } = options
  requireRange('epsilon', epsilon, 0, Number.MAX_VALUE)
  requireInteger('minClusterSize', minClusterSize, 1, Number.MAX_SAFE_INTEGER)
  const { pointCount, heights, sizes, childOffsets, children } = linkage
  // From the last merge down: the highest node at or below epsilon that holds each node, -1 where there is none.
  const top = new Int32Array(pointCount + heights.length).fill(-1)
  for (let merge = heights.length - 1; merge >= 0; merge--) {
    const node = pointCount + merge
    if (heights[merge]! <= epsilon && top[node] === -1) top[node] = node
    for (let at = childOffsets[merge]!; at < childOffsets[merge + 1]!; at++) top[children[at]!] = top[node]!
  }
  const names = new Map<number, number>()
  return Int32Array.from({ length: pointCount }, (_, point) => {
    const node = top[point] === -1 ? point : top[point]!
    const size = node < pointCount ? 1 : sizes[node - pointCount]!
    if (size < minClusterSize) return -1
    if (!names.has(node)) names.set(node, names.size)
    return names.get(node)!
  })
}
