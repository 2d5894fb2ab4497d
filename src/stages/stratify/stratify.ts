import type { FiniteMatrix } from '../../numeric/distance.ts'
import type { Embeddings } from '../../records/embeddings.ts'
import type { StratumId, TraceId } from '../../records/ids.ts'
import type { Intent } from '../../records/intent.ts'
import type { SamplingCell, Strata, Stratum } from '../../records/strata.ts'
import { type ClusterOptions, clusterPoints, type PointClusters } from './cluster-points.ts'
import { compareIds, type DistinctRequest, distinctRequests, vectorsOf } from './distinct-requests.ts'
import { keywordsOf } from './keywords.ts'
import { pickExamples } from './pick-examples.ts'
import { type PointSearch, plainSearch } from './plain-search.ts'
import { residualCells } from './residual-cells.ts'

export type StratifyOptions = ClusterOptions

/** Words of a label. */
const LABEL_WORDS = 3

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
  const requests = distinctRequests(embeddings, intents)
  const vectors = vectorsOf(requests, embeddings)
  const clusters = await clusterDirected(vectors, options, search)
  const groups = groupsOf(requests, withRepeatedRequests(clusters, requests, options.minClusterSize))
  const keywords = keywordsOf(groups.map(({ members }) => members.map(member => requests[member]!.text)))
  const clusterCount = groups.filter(({ isNoise }) => !isNoise).length
  const width = Math.max(2, String(clusterCount).length)
  const strata = groups.map((group, position): Stratum => {
    const { isNoise, members, traceIds, persistence } = group
    const id = (isNoise ? 'noise' : `c${String(position + 1).padStart(width, '0')}`) as StratumId
    const words = isNoise ? [] : keywords[position]!
    return {
      id,
      kind: isNoise ? 'noise' : 'cluster',
      label: isNoise ? 'unclustered' : words.slice(0, LABEL_WORDS).join(', ') || id,
      keywords: words,
      members: traceIds,
      share: traceIds.length / embeddings.traceIds.length,
      persistence,
      exampleRequests: pickExamples(members, vectors).map(member => requests[member]!.text),
    }
  })
  const cells = cellsOf(strata, groups, requests, vectors)
  return { strata, populationSize: embeddings.traceIds.length, ...(cells.length === 0 ? {} : { cells }) }
}

/** A request whose vector is zero resembles nothing, so it is noise; at distance 1 from everything it would mislead. */
async function clusterDirected(
  vectors: FiniteMatrix,
  options: ClusterOptions,
  search: PointSearch,
): Promise<PointClusters> {
  const { data, columns } = vectors
  const rows = Array.from({ length: vectors.rows }, (_, row) =>
    data.subarray(row * columns, (row + 1) * columns),
  )
  const directed = [...rows.keys()].filter(row => rows[row]!.some(value => value !== 0))
  const packed = new Float64Array(directed.length * columns)
  for (const [at, row] of directed.entries()) packed.set(rows[row]!, at * columns)
  const found = await clusterPoints({ data: packed, rows: directed.length, columns }, options, search)
  const labels = new Int32Array(vectors.rows).fill(-1)
  for (const [at, row] of directed.entries()) labels[row] = found.labels[at]!
  return { labels, persistences: found.persistences }
}

/**
 * The clusters with one more for every request in noise that enough traces made: clusters are found among distinct
 * requests, where a template is one point however often it is sent.
 */
function withRepeatedRequests(
  { labels, persistences }: PointClusters,
  requests: readonly DistinctRequest[],
  minClusterSize: number,
): PointClusters {
  let next = labels.reduce((most, label) => Math.max(most, label + 1), 0)
  return {
    labels: labels.map((label, request) =>
      label === -1 && requests[request]!.traceIds.length >= minClusterSize ? next++ : label,
    ),
    persistences,
  }
}

type Group = {
  readonly isNoise: boolean
  /** Positions among the distinct requests, ascending. */
  readonly members: readonly number[]
  /** Ascending. */
  readonly traceIds: readonly TraceId[]
  readonly persistence: number | undefined
}

/** The clusters in the order of their ids, then noise. */
function groupsOf(
  requests: readonly DistinctRequest[],
  { labels, persistences }: PointClusters,
): readonly Group[] {
  const groups = [...Map.groupBy(requests.keys(), request => labels[request]!)].map(
    ([label, members]): Group => ({
      isNoise: label === -1,
      members,
      traceIds: members.flatMap(member => requests[member]!.traceIds).sort(compareIds),
      persistence: persistences?.[label],
    }),
  )
  return groups.sort(
    (a, b) =>
      Number(a.isNoise) - Number(b.isNoise) ||
      b.traceIds.length - a.traceIds.length ||
      compareIds(a.traceIds[0]!, b.traceIds[0]!),
  )
}

function cellsOf(
  strata: readonly Stratum[],
  groups: readonly Group[],
  requests: readonly DistinctRequest[],
  vectors: FiniteMatrix,
): readonly SamplingCell[] {
  const noise = groups.findIndex(({ isNoise }) => isNoise)
  return noise === -1 ? [] : residualCells(strata[noise]!, groups[noise]!.members, requests, vectors)
}
