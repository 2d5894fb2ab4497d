import type { CondensedTree } from './condense-tree.ts'

export type Labelling = {
  /** Shape (n,): position of the point's cluster in `selected`, -1 for noise. */
  readonly labels: Int32Array
  /** Shape (n,), in [0, 1]: how deep in its cluster a point lies; 0 for noise. */
  readonly probabilities: Float64Array
  /** The points of largest lambda in each leaf below each selected cluster, ascending. */
  readonly exemplars: readonly Int32Array[]
}

/**
 * Labels, membership probabilities and exemplars of the points.
 *
 * A point belongs to the selected cluster it was last in or that contains it. Its probability is its lambda over the
 * largest at which anything left the cluster, at most 1. Where that is infinite (duplicates) points that leave there
 * have 1 and all others 0, the limit of ever closer duplicates.
 *
 * A selected root would hold everything; as in scikit-learn and `hdbscan` only points at least as dense as its end are
 * labelled, the rest is noise.
 */
export function labelPoints(tree: CondensedTree, selected: readonly number[]): Labelling {
  const { clusterParents, pointClusters, pointLambdas } = tree
  const owners = ownersOf(clusterParents, selected)
  const ends = endLambdas(tree)
  const labels = new Int32Array(pointClusters.length).fill(-1)
  const probabilities = new Float64Array(pointClusters.length)
  for (let point = 0; point < labels.length; point++) {
    const label = owners[pointClusters[point]!]!
    if (label === -1) continue
    const cluster = selected[label]!
    const [lambda, end] = [pointLambdas[point]!, ends[cluster]!]
    if (cluster === 0 && lambda < end) continue
    labels[point] = label
    probabilities[point] = lambda >= end ? 1 : lambda / end
  }
  return { labels, probabilities, exemplars: exemplarsOf(tree, owners, ends, selected.length) }
}

/** Position in `selected` of the selected cluster that is or contains each cluster, else -1. */
function ownersOf(clusterParents: Int32Array, selected: readonly number[]): Int32Array {
  const owners = new Int32Array(clusterParents.length).fill(-1)
  for (const [label, cluster] of selected.entries()) owners[cluster] = label
  for (let cluster = 1; cluster < owners.length; cluster++)
    if (owners[cluster] === -1) owners[cluster] = owners[clusterParents[cluster]!]!
  return owners
}

/** Largest lambda at which a point or a child left each cluster. */
function endLambdas({
  clusterParents,
  clusterBirths,
  pointClusters,
  pointLambdas,
}: CondensedTree): Float64Array {
  const ends = new Float64Array(clusterParents.length)
  for (const [point, cluster] of pointClusters.entries())
    ends[cluster] = Math.max(ends[cluster]!, pointLambdas[point]!)
  for (let cluster = 1; cluster < ends.length; cluster++) {
    const parent = clusterParents[cluster]!
    ends[parent] = Math.max(ends[parent]!, clusterBirths[cluster]!)
  }
  return ends
}

function exemplarsOf(
  { clusterParents, pointClusters, pointLambdas }: CondensedTree,
  owners: Int32Array,
  ends: Float64Array,
  count: number,
): readonly Int32Array[] {
  const hasChild = new Uint8Array(clusterParents.length)
  for (let cluster = 1; cluster < hasChild.length; cluster++) hasChild[clusterParents[cluster]!] = 1
  const exemplars: number[][] = Array.from({ length: count }, () => [])
  for (const [point, cluster] of pointClusters.entries()) {
    if (hasChild[cluster] === 0 && pointLambdas[point] === ends[cluster])
      exemplars[owners[cluster]!]?.push(point)
  }
  return exemplars.map(points => Int32Array.from(points))
}
