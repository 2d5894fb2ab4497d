import type { StratumId, TraceId } from '../../records/ids.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import type { Stratum } from '../../records/strata.ts'
import type { PointClusters } from './cluster-points.ts'
import { compareIds, type DistinctRequest } from './distinct-requests.ts'
import { keywordsOf } from './keywords.ts'

/** Words of a label. */
const LABEL_WORDS = 3

/**
 * The clusters with one more for every request in noise that enough traces made: clusters are found among distinct
 * requests, where a template is one point however often it is sent.
 */
export function withRepeatedRequests(
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

/** A stratum to be. */
export type Group = {
  /** Of the clusters, -1 noise. */
  readonly label: number
  readonly isNoise: boolean
  /** Positions among the distinct requests, ascending. */
  readonly members: readonly number[]
  /** Ascending. */
  readonly traceIds: readonly TraceId[]
  readonly persistence: number | undefined
}

/** The clusters in the order of their ids, then noise. */
export function groupsOf(
  requests: readonly DistinctRequest[],
  { labels, persistences }: PointClusters,
): readonly Group[] {
  const groups = [...Map.groupBy(requests.keys(), request => labels[request]!)].map(
    ([label, members]): Group => ({
      label,
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

/** The traces of all groups. */
export function tracesOf(groups: readonly Group[]): number {
  return groups.reduce((sum, { traceIds }) => sum + traceIds.length, 0)
}

/** The groups as strata with ids, keywords and examples, in their order. */
export function strataOf(
  groups: readonly Group[],
  requests: readonly DistinctRequest[],
  examplesOf: (group: Group) => readonly RedactedText[],
): readonly Stratum[] {
  const keywords = keywordsOf(groups.map(({ members }) => members.map(member => requests[member]!.text)))
  const clusterCount = groups.filter(({ isNoise }) => !isNoise).length
  const width = Math.max(2, String(clusterCount).length)
  const total = tracesOf(groups)
  return groups.map((group, position): Stratum => {
    const { isNoise, traceIds, persistence } = group
    const id = (isNoise ? 'noise' : `c${String(position + 1).padStart(width, '0')}`) as StratumId
    const words = isNoise ? [] : keywords[position]!
    return {
      id,
      kind: isNoise ? 'noise' : 'cluster',
      label: isNoise ? 'unclustered' : words.slice(0, LABEL_WORDS).join(', ') || id,
      keywords: words,
      members: traceIds,
      share: traceIds.length / total,
      persistence,
      exampleRequests: examplesOf(group),
    }
  })
}
