import type { FiniteMatrix } from '../../numeric/distance.ts'
import { nearestNeighbours } from '../../numeric/knn.ts'
import { hdbscan } from './hdbscan/hdbscan.ts'
import { VOTERS, voteForNoise } from './vote-for-noise.ts'

export type ClusterOptions = {
  readonly algorithm: 'hdbscan'
  /** Distinct requests a cluster needs; integer >= 2. */
  readonly minClusterSize: number
  /** Integer >= 1; the point itself counts. */
  readonly minSamples: number
  /** Whether noise close to a cluster joins it (`voteForNoise`). Default true. */
  readonly voteNoise?: boolean
}

export type PointClusters = {
  /** Shape (n,): 0, 1, ...; -1 noise. */
  readonly labels: Int32Array
  /** Per cluster, in [0, 1], before the vote. */
  readonly persistences: Float64Array
}

/**
 * Which points belong together: HDBSCAN, then the vote that brings back noise. The seam between what is clustered and
 * how: whatever finds clusters of unit vectors fits here.
 *
 * HDBSCAN runs on the vectors as they are. In hundreds of dimensions that leaves about half of real requests noise
 * (the price of the definition, not an error); the vote returns some of them.
 *
 * @param vectors - rows of unit length.
 */
export function clusterPoints(vectors: FiniteMatrix, options: ClusterOptions): PointClusters {
  const { minClusterSize, minSamples, voteNoise = true } = options
  const wanted = Math.max(VOTERS, minSamples - 1)
  const neighbours = nearestNeighbours(vectors, Math.max(0, Math.min(wanted, vectors.rows - 1)))
  const { labels, persistences } = hdbscan(
    vectors,
    { minClusterSize, minSamples, clusterSelection: 'eom', ties: 'multi-way', metric: 'euclidean' },
    neighbours,
  )
  return { labels: voteNoise ? voteForNoise(labels, neighbours) : labels, persistences }
}
