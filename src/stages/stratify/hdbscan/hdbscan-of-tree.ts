import { type CondensedTree, condenseTree } from './condense-tree.ts'
import { labelPoints } from './label-points.ts'
import { mergeBelowEpsilon } from './merge-below-epsilon.ts'
import type { SpanningTree } from './minimum-spanning-tree.ts'
import { outlierScores } from './outlier-scores.ts'
import { persistences } from './persistences.ts'
import { selectClusters } from './select-clusters.ts'
import { type SingleLinkage, singleLinkage } from './single-linkage.ts'
import { stabilities } from './stabilities.ts'
import { requireTreeOptions, type TreeOptions } from './tree-options.ts'

export type HdbscanResult = {
  /** Shape (n,): 0, 1, ... in the order in which the clusters first appear among the points; -1 noise. */
  readonly labels: Int32Array
  /** Shape (n,), in [0, 1]; 0 for noise. */
  readonly probabilities: Float64Array
  /** GLOSH, shape (n,), in [0, 1]; near 1 for outliers. */
  readonly outlierScores: Float64Array
  /** Per cluster, in [0, 1]. */
  readonly persistences: Float64Array
  /** Per cluster: its densest points, one group per leaf, ascending. Never empty. */
  readonly exemplars: readonly Int32Array[]
  /** Per cluster: its id in `condensedTree`. */
  readonly selectedClusters: readonly number[]
  readonly coreDistances: Float64Array
  readonly minimumSpanningTree: SpanningTree
  readonly singleLinkage: SingleLinkage
  readonly condensedTree: CondensedTree
}

/**
 * The clustering that follows from a minimum spanning tree of mutual reachability, wherever it was found.
 *
 * @param spanningTree - n - 1 edges; an infinite weight joins what nothing else connects.
 * @param coreDistances - shape (n,), n >= 1.
 * @throws {NumericError} `out-of-range` for options out of range.
 */
export function hdbscanOfTree(
  spanningTree: SpanningTree,
  coreDistances: Float64Array,
  options: TreeOptions,
): HdbscanResult {
  requireTreeOptions(options)
  const linkage = singleLinkage(spanningTree, options.ties)
  const tree = condenseTree(linkage, options.minClusterSize)
  const stability = stabilities(tree)
  const epsilon = options.clusterSelectionEpsilon ?? 0
  const selectedClusters =
    coreDistances.length < options.minClusterSize
      ? []
      : byFirstPoint(tree, selected(tree, stability, options), epsilon)
  return {
    ...labelPoints(tree, selectedClusters, epsilon),
    outlierScores: outlierScores(tree),
    persistences: persistences(tree, stability, selectedClusters),
    selectedClusters,
    coreDistances,
    minimumSpanningTree: spanningTree,
    singleLinkage: linkage,
    condensedTree: tree,
  }
}

function selected(tree: CondensedTree, stability: Float64Array, options: TreeOptions): readonly number[] {
  const {
    clusterSelection,
    allowSingleCluster = false,
    clusterSelectionEpsilon = 0,
    maxClusterSize,
  } = options
  const chosen = selectClusters(tree, stability, clusterSelection, allowSingleCluster, maxClusterSize)
  return clusterSelectionEpsilon > 0
    ? mergeBelowEpsilon(tree, chosen, clusterSelectionEpsilon, allowSingleCluster)
    : chosen
}

/** Ids in the condensed tree follow the spanning tree; the order of the points is what a caller can know. */
function byFirstPoint(
  tree: CondensedTree,
  selectedClusters: readonly number[],
  epsilon: number,
): readonly number[] {
  const firstSeen = new Set(labelPoints(tree, selectedClusters, epsilon).labels)
  return [...firstSeen].filter(label => label !== -1).map(label => selectedClusters[label]!)
}
