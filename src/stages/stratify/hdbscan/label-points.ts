import type { CondensedTree } from './condense-tree.ts'
import { endLambdas, rootThreshold } from './end-lambdas.ts'
import { owners } from './owners.ts'

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
 * A selected root would hold everything; only points as dense as `rootThreshold` says are labelled, the rest is noise.
 *
 * @param epsilon - the distance up to which clusters were merged; 0 when they were not.
 */
export function labelPoints(tree: CondensedTree, selected: readonly number[], epsilon = 0): Labelling {
  const { clusterParents, pointClusters, pointLambdas } = tree
  const ownerOf = owners(clusterParents, selected)
  const ends = endLambdas(tree)
  const threshold = rootThreshold(ends, epsilon)
  const labels = new Int32Array(pointClusters.length).fill(-1)
  const probabilities = new Float64Array(pointClusters.length)
  for (let point = 0; point < labels.length; point++) {
    const label = ownerOf[pointClusters[point]!]!
    if (label === -1) continue
    const cluster = selected[label]!
    const [lambda, end] = [pointLambdas[point]!, ends[cluster]!]
    if (cluster === 0 && lambda < threshold) continue
    labels[point] = label
    probabilities[point] = lambda >= end ? 1 : lambda / end
  }
  return { labels, probabilities, exemplars: exemplarsOf(tree, ownerOf, ends, labels, selected.length) }
}

function exemplarsOf(
  { clusterParents, pointClusters, pointLambdas }: CondensedTree,
  ownerOf: Int32Array,
  ends: Float64Array,
  labels: Int32Array,
  count: number,
): readonly Int32Array[] {
  const hasChild = new Uint8Array(clusterParents.length)
  for (let cluster = 1; cluster < hasChild.length; cluster++) hasChild[clusterParents[cluster]!] = 1
  const exemplars: number[][] = Array.from({ length: count }, () => [])
  for (const [point, cluster] of pointClusters.entries()) {
    if (hasChild[cluster] === 0 && pointLambdas[point] === ends[cluster] && labels[point] !== -1)
      exemplars[ownerOf[cluster]!]?.push(point)
  }
  return exemplars.map(points => Int32Array.from(points))
}
