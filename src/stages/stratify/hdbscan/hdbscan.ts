import { finiteMatrix, unitRows } from '../../../numeric/distance.ts'
import type { Neighbours } from '../../../numeric/knn.ts'
import type { Matrix } from '../../../numeric/matrix.ts'
import { requireInteger } from '../../../numeric/require-range.ts'
import { type CondensedTree, condenseTree } from './condense-tree.ts'
import { coreDistances } from './core-distances.ts'
import { labelPoints } from './label-points.ts'
import { minimumSpanningTree, type SpanningTree } from './minimum-spanning-tree.ts'
import { persistences } from './persistences.ts'
import { type ClusterSelection, selectClusters } from './select-clusters.ts'
import { type SingleLinkage, singleLinkage, type Ties } from './single-linkage.ts'
import { stabilities } from './stabilities.ts'

export type HdbscanOptions = {
  /** Integer >= 2. */
  readonly minClusterSize: number
  /** Integer >= 1; the point itself counts (scikit-learn's convention). Taken as n when larger. */
  readonly minSamples: number
  readonly clusterSelection: ClusterSelection
  readonly ties: Ties
  /** Whether the cluster of everything may be selected. Default false. */
  readonly allowSingleCluster?: boolean
  /** `cosine` is the Euclidean distance between the rows at unit length, sqrt(2 - 2 cos): a metric, which 1 - cos is not. */
  readonly metric: 'euclidean' | 'cosine'
}

export type HdbscanResult = {
  /** Shape (n,): 0, 1, ... in the order in which the clusters first appear among the points; -1 noise. */
  readonly labels: Int32Array
  /** Shape (n,), in [0, 1]; 0 for noise. */
  readonly probabilities: Float64Array
  /** Per cluster, in [0, 1]. */
  readonly persistences: Float64Array
  /** Per cluster: its densest points, one group per leaf, ascending. Never empty. */
  readonly exemplars: readonly Int32Array[]
  readonly coreDistances: Float64Array
  readonly minimumSpanningTree: SpanningTree
  readonly singleLinkage: SingleLinkage
  readonly condensedTree: CondensedTree
}

/**
 * The HDBSCAN* clustering of `points`: exact, in f64, O(n^2 d) time and O(n d) memory.
 *
 * Fewer points than `minClusterSize`, none at all included, are all noise. So are points that are all equal, unless
 * `allowSingleCluster`. With `ties: 'multi-way'` permuting the points permutes the result.
 *
 * @param points - shape (n, d), finite.
 * @param neighbours - of the same points under the same metric, when the caller has them already.
 * @throws {NumericError} `non-finite` for NaN or infinite coordinates, `out-of-range` for options out of range and for
 *   zero rows under `cosine`.
 * @see Campello, Moulavi & Sander 2013; McInnes & Healy 2017. Departures are named where they are made: `singleLinkage`
 *   (ties), `persistences` and `labelPoints` (infinite lambdas).
 */
export function hdbscan(points: Matrix, options: HdbscanOptions, neighbours?: Neighbours): HdbscanResult {
  requireInteger('minClusterSize', options.minClusterSize, 2, Number.MAX_SAFE_INTEGER)
  requireInteger('minSamples', options.minSamples, 1, Number.MAX_SAFE_INTEGER)
  const rows = options.metric === 'cosine' ? unitRows(points) : finiteMatrix(points)
  if (rows.rows === 0) return emptyResult()
  const core = coreDistances(rows, Math.min(options.minSamples, rows.rows), neighbours)
  const spanningTree = minimumSpanningTree(rows, core)
  const linkage = singleLinkage(spanningTree, options.ties)
  const tree = condenseTree(linkage, options.minClusterSize)
  const stability = stabilities(tree)
  const selected =
    rows.rows < options.minClusterSize
      ? []
      : byFirstPoint(
          tree,
          selectClusters(tree, stability, options.clusterSelection, options.allowSingleCluster ?? false),
        )
  const labelling = labelPoints(tree, selected)
  return {
    ...labelling,
    persistences: persistences(tree, stability, selected),
    coreDistances: core,
    minimumSpanningTree: spanningTree,
    singleLinkage: linkage,
    condensedTree: tree,
  }
}

/** Ids in the condensed tree follow the spanning tree; the order of the points is what a caller can know. */
function byFirstPoint(tree: CondensedTree, selected: readonly number[]): readonly number[] {
  const firstSeen = new Set(labelPoints(tree, selected).labels)
  return [...firstSeen].filter(label => label !== -1).map(label => selected[label]!)
}

function emptyResult(): HdbscanResult {
  const linkage = {
    pointCount: 0,
    heights: new Float64Array(),
    sizes: new Int32Array(),
    childOffsets: Int32Array.of(0),
    children: new Int32Array(),
  }
  return {
    labels: new Int32Array(),
    probabilities: new Float64Array(),
    persistences: new Float64Array(),
    exemplars: [],
    coreDistances: new Float64Array(),
    minimumSpanningTree: { from: new Int32Array(), to: new Int32Array(), weights: new Float64Array() },
    singleLinkage: linkage,
    condensedTree: condenseTree(linkage, 2),
  }
}
