import type { CondensedTree } from './condense-tree.ts'

/** Largest lambda at which a point or a child left each cluster, in the order of the clusters' ids. */
export function endLambdas(tree: CondensedTree): Float64Array {
  const { clusterParents, clusterBirths, pointClusters, pointLambdas } = tree
  const ends = new Float64Array(clusterParents.length)
  for (const [point, cluster] of pointClusters.entries())
    ends[cluster] = Math.max(ends[cluster]!, pointLambdas[point]!)
  for (let cluster = 1; cluster < ends.length; cluster++) {
    const parent = clusterParents[cluster]!
    ends[parent] = Math.max(ends[parent]!, clusterBirths[cluster]!)
  }
  return ends
}

/**
 * Lambda a point needs to be labelled when the root, which holds everything, is the selected cluster: that of the
 * root's end, or 1 / epsilon when clusters were merged up to a distance. scikit-learn and `hdbscan` do the same.
 */
export function rootThreshold(ends: Float64Array, epsilon: number): number {
  // Points at infinite distance from everything are in no cluster, not even in that of everything.
  return Math.max(epsilon > 0 ? 1 / epsilon : ends[0]!, Number.MIN_VALUE)
}
