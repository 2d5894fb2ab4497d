import type { CondensedTree } from './condense-tree.ts'

/** A point or cluster leaving a cluster. Points are numbered from 0 to n - 1, cluster c of the tree is n + c. */
export type CondensedRow = {
  readonly parent: number
  readonly child: number
  /** 1 / distance at which the child left; infinite at distance 0. */
  readonly lambda: number
  /** Points under the child: 1 for a point. */
  readonly size: number
}

/** The condensed tree as one row per point, in order, then one per cluster but the root (`hdbscan`'s `to_numpy`). */
export function toCondensedRows(tree: CondensedTree): readonly CondensedRow[] {
  const { clusterParents, clusterBirths, clusterSizes, pointClusters, pointLambdas } = tree
  const pointCount = pointClusters.length
  const points = Array.from(pointClusters, (cluster, point) => ({
    parent: pointCount + cluster,
    child: point,
    lambda: pointLambdas[point]!,
    size: 1,
  }))
  const clusters = Array.from(clusterParents, (parent, cluster) => ({
    parent: pointCount + parent,
    child: pointCount + cluster,
    lambda: clusterBirths[cluster]!,
    size: clusterSizes[cluster]!,
  }))
  return [...points, ...clusters.slice(1)]
}
