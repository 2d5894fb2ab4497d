import type { FiniteMatrix } from '../../numeric/distance.ts'
import type { Embeddings } from '../../records/embeddings.ts'
import type { StratumId, TraceId } from '../../records/ids.ts'
import type { Intent } from '../../records/intent.ts'
import type { Strata, Stratum } from '../../records/strata.ts'
import { type ClusterOptions, clusterPoints, type PointClusters } from './cluster-points.ts'
import { compareIds, type DistinctRequest, distinctRequests, vectorsOf } from './distinct-requests.ts'
import { keywordsOf } from './keywords.ts'
import { pickExamples } from './pick-examples.ts'

export type StratifyOptions = ClusterOptions

/** Words of a label. */
const LABEL_WORDS = 3

/**
 * The strata of a population of traces: clusters of intents as `c01`, `c02`, ... by descending size (equal sizes by
 * their smallest trace id), then `noise` when it is not empty. The same for every order of the input.
 *
 * Clusters are found among distinct requests, which `minClusterSize` counts; sizes and shares count traces. When nothing
 * clusters, noise is the only stratum with share 1; without traces there are no strata.
 *
 * @param intents - one per trace of `embeddings`, in any order.
 * @throws {InvariantError} when a trace has no intent.
 * @throws {NumericError} `non-finite` when a vector has NaN or infinity.
 */
export function stratify(
  embeddings: Embeddings,
  intents: readonly Intent[],
  options: StratifyOptions,
): Strata {
  const requests = distinctRequests(embeddings, intents)
  const vectors = vectorsOf(requests, embeddings)
  const groups = groupsOf(requests, clusterDirected(vectors, options))
  const keywords = keywordsOf(groups.map(({ members }) => members.map(member => requests[member]!.text)))
  const clusterCount = groups.filter(({ persistence }) => persistence !== undefined).length
  const width = Math.max(2, String(clusterCount).length)
  const strata = groups.map((group, position): Stratum => {
    const isNoise = group.persistence === undefined
    const id = (isNoise ? 'noise' : `c${String(position + 1).padStart(width, '0')}`) as StratumId
    const words = isNoise ? [] : keywords[position]!
    return {
      id,
      kind: isNoise ? 'noise' : 'cluster',
      label: isNoise ? 'unclustered' : words.slice(0, LABEL_WORDS).join(', ') || id,
      keywords: words,
      members: group.traceIds,
      share: group.traceIds.length / embeddings.traceIds.length,
      persistence: group.persistence,
      exampleRequests: pickExamples(group.members, vectors).map(member => requests[member]!.text),
    }
  })
  return { strata, populationSize: embeddings.traceIds.length }
}

/** A request whose vector is zero resembles nothing, so it is noise; at distance 1 from everything it would mislead. */
function clusterDirected(vectors: FiniteMatrix, options: StratifyOptions): PointClusters {
  const { data, columns } = vectors
  const rows = Array.from({ length: vectors.rows }, (_, row) =>
    data.subarray(row * columns, (row + 1) * columns),
  )
  const directed = [...rows.keys()].filter(row => rows[row]!.some(value => value !== 0))
  const packed = new Float64Array(directed.length * columns)
  for (const [at, row] of directed.entries()) packed.set(rows[row]!, at * columns)
  const found = clusterPoints({ data: packed, rows: directed.length, columns }, options)
  const labels = new Int32Array(vectors.rows).fill(-1)
  for (const [at, row] of directed.entries()) labels[row] = found.labels[at]!
  return { labels, persistences: found.persistences }
}

type Group = {
  /** Positions among the distinct requests. */
  readonly members: readonly number[]
  /** Ascending. */
  readonly traceIds: readonly TraceId[]
  /** Undefined for noise. */
  readonly persistence: number | undefined
}

/** The clusters in the order of their ids, then noise. */
function groupsOf(
  requests: readonly DistinctRequest[],
  { labels, persistences }: PointClusters,
): readonly Group[] {
  const groups = [...Map.groupBy(requests.keys(), request => labels[request]!)].map(
    ([label, members]): Group => ({
      members,
      traceIds: members.flatMap(member => requests[member]!.traceIds).sort(compareIds),
      persistence: label === -1 ? undefined : persistences[label]!,
    }),
  )
  return groups.sort(
    (a, b) =>
      Number(a.persistence === undefined) - Number(b.persistence === undefined) ||
      b.traceIds.length - a.traceIds.length ||
      compareIds(a.traceIds[0]!, b.traceIds[0]!),
  )
}
