import type { CondensedTree } from './condense-tree.ts'

/**
 * Persistence of every selected cluster in [0, 1]: stability / (size * lambda_max), with the points the cluster is born
 * with and the largest lambda of the whole tree (`hdbscan`'s `cluster_persistence_`).
 *
 * Two departures. Infinite lambdas (duplicates) would turn this into 0 or NaN: lambda_max is the largest finite lambda,
 * and a cluster of infinite stability has the share of its points that leave at infinite lambda, the limit of the
 * formula for ever closer duplicates; `hdbscan` reports 1 for all clusters then. A selected root counts all its points,
 * where `hdbscan` counts only the labelled ones and passes 1.
 *
 * @param selected - cluster ids.
 */
export function persistences(
  tree: CondensedTree,
  stability: Float64Array,
  selected: readonly number[],
): Float64Array {
  const { clusterSizes, clusterParents, pointClusters, pointLambdas } = tree
  const atInfinity = new Int32Array(clusterSizes.length)
  let largest = 0
  for (const [point, lambda] of pointLambdas.entries()) {
    if (lambda !== Number.POSITIVE_INFINITY) largest = Math.max(largest, lambda)
    else atInfinity[pointClusters[point]!] = atInfinity[pointClusters[point]!]! + 1
  }
  // Children have larger ids: what is counted for a child is complete before it is passed up.
  for (let cluster = clusterSizes.length - 1; cluster > 0; cluster--) {
    const parent = clusterParents[cluster]!
    atInfinity[parent] = atInfinity[parent]! + atInfinity[cluster]!
  }
  return Float64Array.from(selected, cluster => {
    const size = clusterSizes[cluster]!
    if (stability[cluster] === Number.POSITIVE_INFINITY) return atInfinity[cluster]! / size
    // Rounding may lift a cluster that is born at nothing and ends at the maximum just above 1.
    return Math.min(1, stability[cluster]! / (size * largest))
  })
}
