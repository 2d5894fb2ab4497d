import { finiteMatrix } from '../../numeric/distance.ts'
import { kMeans } from '../../numeric/k-means.ts'
import type { Matrix } from '../../numeric/matrix.ts'
import { createRng } from '../../numeric/random.ts'
import { dropStragglers } from './drop-stragglers.ts'
import { dbscanClustering } from './hdbscan/dbscan-clustering.ts'
import { type HdbscanResult, hdbscanOfTree } from './hdbscan/hdbscan-of-tree.ts'
import { kneeDistance } from './knee-distance.ts'
import type { PointSearch } from './plain-search.ts'
import { scaledClusterSize } from './scaled-cluster-size.ts'
import { spectralCoordinates } from './spectral/spectral-coordinates.ts'
import { VOTERS, voteForNoise } from './vote-for-noise.ts'

export type ClusterOptions = {
  readonly algorithm: 'hdbscan' | 'kmeans' | 'dbscan'
  /** What `hdbscan` clusters: coordinates from the neighbour graph, or the vectors as they are. */
  readonly space: 'spectral' | 'embedding'
  /** Distinct requests a cluster needs; integer >= 2. */
  readonly minClusterSize: number
  /** Whether `minClusterSize` grows with the number of points (`scaledClusterSize`). Default false. */
  readonly scaleMinClusterSize?: boolean | undefined
  /** Integer >= 1; the point itself counts. */
  readonly minSamples: number
  /** Clusters `kmeans` makes, integer >= 1; default sqrt(n / 2). */
  readonly k?: number | undefined
  /** Whether noise close to a cluster joins it (`voteForNoise`), for `hdbscan` only. Default true. */
  readonly voteNoise?: boolean
}

export type PointClusters = {
  /** Shape (n,): 0, 1, ...; -1 noise. */
  readonly labels: Int32Array
  /** Per cluster, in [0, 1], before noise was voted on; undefined for algorithms without such a number. */
  readonly persistences: Float64Array | undefined
}

/** The neighbour graph's degree. On the sets of `npm run bench -- strata` 8 to 12 lost one to three points of eta2. */
const GRAPH_NEIGHBOURS = 15
const MOST_ROUNDS = 50

/**
 * Which points belong together. The seam between what is clustered and how: whatever finds clusters of unit vectors
 * fits here.
 *
 * `hdbscan` in the spectral space is the default: neighbour graph, spectral coordinates, HDBSCAN, the vote that brings
 * noise back and the gate that sends stragglers out. In the embedding space HDBSCAN runs on the vectors as they are, as
 * in the article: in hundreds of dimensions that leaves about half of real requests noise, of which the vote returns
 * some. `kmeans` has no noise and must be told how many clusters; `dbscan` (without border points) has one density for
 * all. They are there to be compared with (`docs/benchmarks.md`).
 *
 * @param vectors - rows of unit length.
 * @param onRead - called, in the spectral space, once the vectors are not read again: the caller may let go of them.
 */
export async function clusterPoints(
  vectors: Matrix,
  options: ClusterOptions,
  search: PointSearch,
  onRead?: () => void,
): Promise<PointClusters> {
  const { rows } = vectors
  const sized = {
    ...options,
    minClusterSize: options.scaleMinClusterSize
      ? scaledClusterSize(options.minClusterSize, rows)
      : options.minClusterSize,
  }
  if (options.algorithm === 'kmeans' && rows > 0) return clusterByMeans(vectors, options.k)
  if (rows < sized.minClusterSize) return { labels: new Int32Array(rows).fill(-1), persistences: undefined }
  if (options.algorithm === 'dbscan') return clusterByDensity(vectors, sized, search)
  return options.space === 'spectral'
    ? clusterByGraph(vectors, sized, search, onRead)
    : clusterAsTheyAre(vectors, sized, search)
}

async function clusterByGraph(
  vectors: Matrix,
  options: ClusterOptions,
  search: PointSearch,
  onRead: (() => void) | undefined,
): Promise<PointClusters> {
  const neighbours = await search.nearestNeighbours(vectors, Math.min(GRAPH_NEIGHBOURS, vectors.rows - 1))
  const coordinates = await spectralCoordinates(vectors, neighbours, search, onRead)
  const { labels, persistences } = (await hdbscanOf(coordinates, options, search, 0)).result
  const voted = options.voteNoise === false ? labels : voteForNoise(labels, neighbours)
  return { labels: dropStragglers(voted, neighbours), persistences }
}

async function clusterAsTheyAre(
  vectors: Matrix,
  options: ClusterOptions,
  search: PointSearch,
): Promise<PointClusters> {
  const { result, neighbours } = await hdbscanOf(vectors, options, search, VOTERS)
  const { labels, persistences } = result
  return { labels: options.voteNoise === false ? labels : voteForNoise(labels, neighbours), persistences }
}

function clusterByMeans(vectors: Matrix, k: number | undefined): PointClusters {
  // The rule of thumb of Mardia, Kent & Bibby 1979, section 13.
  const count = k ?? Math.max(1, Math.round(Math.sqrt(vectors.rows / 2)))
  const rng = createRng('k-means@1')
  return {
    labels: kMeans(finiteMatrix(vectors), { count, mostRounds: MOST_ROUNDS, rng }),
    persistences: undefined,
  }
}

async function clusterByDensity(
  vectors: Matrix,
  options: ClusterOptions,
  search: PointSearch,
): Promise<PointClusters> {
  const { result } = await hdbscanOf(vectors, options, search, 0)
  const { minClusterSize } = options
  const epsilon = kneeDistance(result.coreDistances)
  return {
    labels: dbscanClustering(result.singleLinkage, { epsilon, minClusterSize }),
    persistences: undefined,
  }
}

async function hdbscanOf(
  points: Matrix,
  { minClusterSize, minSamples }: ClusterOptions,
  search: PointSearch,
  neighbourCount: number,
): Promise<{
  readonly result: HdbscanResult
  readonly neighbours: Awaited<ReturnType<PointSearch['nearestNeighbours']>>
}> {
  const found = await search.mutualReachabilityTree(points, {
    minSamples: Math.min(minSamples, points.rows),
    neighbourCount: Math.min(neighbourCount, points.rows - 1),
  })
  const result = hdbscanOfTree(found.tree, found.coreDistances, {
    minClusterSize,
    minSamples,
    clusterSelection: 'eom',
    ties: 'multi-way',
  })
  return { result, neighbours: found.neighbours }
}
