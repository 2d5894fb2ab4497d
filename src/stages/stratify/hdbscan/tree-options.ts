import { requireInteger, requireRange } from '../../../numeric/require-range.ts'
import type { ClusterSelection } from './select-clusters.ts'
import type { Ties } from './single-linkage.ts'

/** What is asked of the tree of mutual reachability, whatever the distances were. */
export type TreeOptions = {
  /** Integer >= 2. */
  readonly minClusterSize: number
  /** Integer >= 1; the point itself counts (scikit-learn's convention; `hdbscan`'s number + 1). Taken as n when larger. */
  readonly minSamples: number
  readonly clusterSelection: ClusterSelection
  readonly ties: Ties
  /** Whether the cluster of everything may be selected. Default false. */
  readonly allowSingleCluster?: boolean
  /** Selected clusters that split off at a smaller distance are merged upwards; >= 0. Default 0: none. */
  readonly clusterSelectionEpsilon?: number
  /** Larger clusters are not selected by `eom`; integer >= `minClusterSize`. Default: no limit. */
  readonly maxClusterSize?: number
}

/**
 * Nothing, when all numbers of `options` are in range.
 *
 * @throws {NumericError} `out-of-range` or `non-finite`, naming the option and its value.
 */
export function requireTreeOptions(options: TreeOptions): void {
  const { minClusterSize, minSamples, clusterSelectionEpsilon = 0, maxClusterSize } = options
  requireInteger('minClusterSize', minClusterSize, 2, Number.MAX_SAFE_INTEGER)
  requireInteger('minSamples', minSamples, 1, Number.MAX_SAFE_INTEGER)
  requireRange('clusterSelectionEpsilon', clusterSelectionEpsilon, 0, Number.MAX_VALUE)
  if (maxClusterSize !== undefined)
    requireInteger('maxClusterSize', maxClusterSize, minClusterSize, Number.MAX_SAFE_INTEGER)
}
