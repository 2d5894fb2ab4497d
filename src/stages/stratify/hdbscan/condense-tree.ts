import type { SingleLinkage } from './single-linkage.ts'

/**
 * The dendrogram after dropping splits below `minClusterSize`. Cluster 0 is the root and holds every point; a parent
 * has a smaller id than its children. Lambda is 1 / distance, infinite at distance 0.
 */
export type CondensedTree = {
  /** Id of the cluster it split from; -1 for the root. */
  readonly clusterParents: Int32Array
  /** Lambda at which it split from its parent; 0 for the root. */
  readonly clusterBirths: Float64Array
  /** Points at birth. */
  readonly clusterSizes: Int32Array
  /** The last cluster each point belonged to, shape (n,). */
  readonly pointClusters: Int32Array
  /** Lambda at which each point left that cluster, shape (n,); 0 for a point alone in the data. */
  readonly pointLambdas: Float64Array
}

/**
 * The condensed tree of a dendrogram.
 *
 * Going down from the root, a merge with two or more children of at least `minClusterSize` points is a split into new
 * clusters. With one such child the cluster goes on in it, with none it ends; the points of smaller children leave the
 * cluster at the lambda of the merge.
 *
 * @param minClusterSize - integer >= 2.
 * @see McInnes & Healy 2017, section 2.3; for more than two children at one height the same rule is read as written.
 */
export function condenseTree(linkage: SingleLinkage, minClusterSize: number): CondensedTree {
  const { pointCount, heights, sizes, childOffsets, children } = linkage
  const parents = [-1]
  const births = [0]
  const clusterSizes = [pointCount]
  const pointClusters = new Int32Array(pointCount)
  const pointLambdas = new Float64Array(pointCount)
  const sizeOf = (node: number) => (node < pointCount ? 1 : sizes[node - pointCount]!)
  const open = heights.length === 0 ? [] : [{ merge: heights.length - 1, cluster: 0 }]
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { merge, cluster } = item
    const lambda = 1 / heights[merge]!
    const nodes = children.subarray(childOffsets[merge]!, childOffsets[merge + 1]!)
    const isSplit = nodes.reduce((count, node) => count + (sizeOf(node) >= minClusterSize ? 1 : 0), 0) > 1
    for (const node of nodes) {
      if (sizeOf(node) < minClusterSize) {
        for (const point of pointsUnder(linkage, node)) {
          pointClusters[point] = cluster
          pointLambdas[point] = lambda
        }
      } else if (isSplit) {
        open.push({ merge: node - pointCount, cluster: parents.length })
        parents.push(cluster)
        births.push(lambda)
        clusterSizes.push(sizeOf(node))
      } else {
        open.push({ merge: node - pointCount, cluster })
      }
    }
  }
  return {
    clusterParents: Int32Array.from(parents),
    clusterBirths: Float64Array.from(births),
    clusterSizes: Int32Array.from(clusterSizes),
    pointClusters,
    pointLambdas,
  }
}

function pointsUnder({ pointCount, childOffsets, children }: SingleLinkage, node: number): readonly number[] {
  const points: number[] = []
  const open = [node]
  for (let current = open.pop(); current !== undefined; current = open.pop()) {
    if (current < pointCount) points.push(current)
    else
      for (let at = childOffsets[current - pointCount]!; at < childOffsets[current - pointCount + 1]!; at++)
        open.push(children[at]!)
  }
  return points
}
