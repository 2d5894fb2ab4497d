import type { Matrix } from '../../numeric/matrix.ts'
import { releaseRows } from '../../numeric/release-rows.ts'
import type { Embeddings } from '../../records/embeddings.ts'
import type { Intent } from '../../records/intent.ts'
import type { SamplingCell, Strata, Stratum } from '../../records/strata.ts'
import { type ClusterOptions, clusterPoints, type PointClusters } from './cluster-points.ts'
import { type DistinctRequest, distinctRequests, vectorsOf } from './distinct-requests.ts'
import { type Group, groupsOf, strataOf, tracesOf, withRepeatedRequests } from './groups-of.ts'
import { pickExamples } from './pick-examples.ts'
import { type PointSearch, plainSearch } from './plain-search.ts'
import { residualCells } from './residual-cells.ts'

export type StratifyOptions = ClusterOptions

/**
 * The strata of a population of traces: clusters of intents as `c01`, `c02`, ... by descending size (equal sizes by
 * their smallest trace id), then `noise` when it is not empty. The same for every order of the input.
 *
 * Clusters are found among distinct requests, which `minClusterSize` counts; sizes and shares count traces. A request
 * that no cluster takes in is a stratum by itself when it was asked `minClusterSize` times. When nothing clusters, noise
 * is the only stratum with share 1; without traces there are no strata. Noise of more than 50 requests comes with
 * `cells` to draw from.
 *
 * @param intents - one per trace of `embeddings`, in any order.
 * @param search - how neighbours are found: a kernel, for more than some thousand traces.
 * @throws {InvariantError} when a trace has no intent.
 * @throws {NumericError} `non-finite` when a vector has NaN or infinity.
 */
export async function stratify(
  embeddings: Embeddings,
  intents: readonly Intent[],
  options: StratifyOptions,
  search: PointSearch = plainSearch,
): Promise<Strata> {
  return stratifyRequests(distinctRequests(embeddings, intents), embeddings, options, search)
}

/** As `stratify`, for the traces of these requests alone: `embeddings` may hold others. */
export async function stratifyRequests(
  requests: readonly DistinctRequest[],
  embeddings: Embeddings,
  options: StratifyOptions,
  search: PointSearch = plainSearch,
): Promise<Strata> {
  const clusters = await clusterDirected(vectorsOf(requests, embeddings), options, search)
  // Made again: held through the search, they would be one more of the largest things in memory.
  const vectors = vectorsOf(requests, embeddings)
  const groups = groupsOf(requests, withRepeatedRequests(clusters, requests, options.minClusterSize))
  const strata = strataOf(groups, requests, ({ members }) =>
    pickExamples(members, vectors).map(member => requests[member]!.text),
  )
  const cells = cellsOf(strata, groups, requests, vectors)
  releaseRows(vectors)
  return { strata, populationSize: tracesOf(groups), ...(cells.length === 0 ? {} : { cells }) }
}

/**
 * A request whose vector is zero resembles nothing, so it is noise; at distance 1 from everything it would mislead. The
 * vectors are used up.
 */
async function clusterDirected(
  vectors: Matrix,
  options: ClusterOptions,
  search: PointSearch,
): Promise<PointClusters> {
  const { data, columns } = vectors
  const rowOf = (row: number) => data.subarray(row * columns, (row + 1) * columns)
  const directed = Array.from({ length: vectors.rows }, (_, row) => row).filter(row =>
    rowOf(row).some(value => value !== 0),
  )
  // Vectors are the largest thing in memory: no copy where there is nothing to leave out.
  if (directed.length === vectors.rows)
    return clusterPoints(vectors, options, search, () => releaseRows(vectors))
  const packed = new Float32Array(directed.length * columns)
  for (const [at, row] of directed.entries()) packed.set(rowOf(row), at * columns)
  const found = await clusterPoints({ data: packed, rows: directed.length, columns }, options, search)
  const labels = new Int32Array(vectors.rows).fill(-1)
  for (const [at, row] of directed.entries()) labels[row] = found.labels[at]!
  return { labels, persistences: found.persistences }
}

function cellsOf(
  strata: readonly Stratum[],
  groups: readonly Group[],
  requests: readonly DistinctRequest[],
  vectors: Matrix,
): readonly SamplingCell[] {
  const noise = groups.findIndex(({ isNoise }) => isNoise)
  return noise === -1 ? [] : residualCells(strata[noise]!, groups[noise]!.members, requests, vectors)
}
