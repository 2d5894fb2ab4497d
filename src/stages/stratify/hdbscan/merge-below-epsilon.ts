import type { CondensedTree } from './condense-tree.ts'

/**
 * Ids of the clusters that replace `selected` when none may have split off at a distance below `epsilon`, ascending.
 *
 * A cluster born below `epsilon` gives way to the smallest cluster around it that was born above. Just below the root
 * it stays as it is, unless the root itself may be selected: what it then stands for is DBSCAN* at `epsilon`.
 *
 * @param selected - ids in ascending order, none containing another.
 * @param epsilon - distance > 0.
 * @see Malzer & Baum 2020, algorithm 1.
 */
export function mergeBelowEpsilon(
  tree: CondensedTree,
  selected: readonly number[],
  epsilon: number,
  allowSingleCluster: boolean,
): readonly number[] {
  const { clusterParents } = tree
  const replacing = new Set(selected.map(cluster => climb(tree, cluster, epsilon, allowSingleCluster)))
  const isCovered = (cluster: number) => {
    for (let above = clusterParents[cluster]!; above !== -1; above = clusterParents[above]!)
      if (replacing.has(above)) return true
    return false
  }
  return [...replacing].filter(cluster => !isCovered(cluster)).sort((a, b) => a - b)
}

function climb(
  { clusterParents, clusterBirths }: CondensedTree,
  start: number,
  epsilon: number,
  allowSingleCluster: boolean,
): number {
  const birthDistance = (cluster: number) => 1 / clusterBirths[cluster]!
  if (birthDistance(start) >= epsilon) return start
  for (let cluster = start; ; ) {
    const parent = clusterParents[cluster]!
    if (parent === 0) return allowSingleCluster ? 0 : cluster
    if (birthDistance(parent) > epsilon) return parent
    cluster = parent
  }
}
