import type { CondensedTree } from './condense-tree.ts'

/** `eom`: the antichain of largest total stability (excess of mass). `leaf`: the clusters that never split. */
export type ClusterSelection = 'eom' | 'leaf'

/**
 * Ids of the selected clusters in ascending order; none contains another.
 *
 * `eom` keeps a cluster unless its selected descendants together are strictly more stable. The root, which is everything,
 * is only considered with `allowSingleCluster`; `leaf` then takes it only when nothing ever splits.
 *
 * @param stability - of every cluster of `tree`.
 * @param maxClusterSize - `eom` selects no larger cluster: it gives way to its descendants, or to nothing.
 * @see Campello, Moulavi & Sander 2013, algorithm 3. With `allowSingleCluster: false` the root is left out, as they do.
 *   `hdbscan` never lets `leaf` take the root, and takes the size of the root to be that of its children.
 */
export function selectClusters(
  tree: CondensedTree,
  stability: Float64Array,
  selection: ClusterSelection,
  allowSingleCluster: boolean,
  maxClusterSize = Number.POSITIVE_INFINITY,
): readonly number[] {
  const keeps = selection === 'eom' ? excessOfMass(tree, stability, maxClusterSize) : leaves(tree)
  if (!allowSingleCluster) keeps[0] = 0
  // Ascending ids are parents first: a cluster below a selected one is covered by it.
  const covered = new Uint8Array(keeps.length)
  const selected: number[] = []
  for (let cluster = 0; cluster < keeps.length; cluster++) {
    covered[cluster] = cluster === 0 ? 0 : covered[tree.clusterParents[cluster]!]!
    if (keeps[cluster] === 0 || covered[cluster] === 1) continue
    covered[cluster] = 1
    selected.push(cluster)
  }
  return selected
}

/** 1 for every cluster that is not too large and at least as stable as the best choice among its descendants. */
function excessOfMass(
  { clusterParents, clusterSizes }: CondensedTree,
  stability: Float64Array,
  maxClusterSize: number,
): Uint8Array {
  const keeps = new Uint8Array(stability.length)
  const best = Float64Array.from(stability)
  const childValues: number[][] = Array.from(stability, () => [])
  for (let cluster = stability.length - 1; cluster >= 0; cluster--) {
    // Added in ascending order, so that an exact tie does not hang on the order of the points.
    const below = childValues[cluster]!.sort((a, b) => (a < b ? -1 : 1)).reduce(
      (sum, value) => sum + value,
      0,
    )
    keeps[cluster] = stability[cluster]! >= below && clusterSizes[cluster]! <= maxClusterSize ? 1 : 0
    // What is above a cluster that is too large is too large as well, whatever the cluster is worth.
    best[cluster] = Math.max(stability[cluster]!, below)
    if (cluster > 0) childValues[clusterParents[cluster]!]!.push(best[cluster]!)
  }
  return keeps
}

function leaves({ clusterParents }: CondensedTree): Uint8Array {
  const isLeaf = new Uint8Array(clusterParents.length).fill(1)
  for (let cluster = 1; cluster < isLeaf.length; cluster++) isLeaf[clusterParents[cluster]!] = 0
  return isLeaf
}
