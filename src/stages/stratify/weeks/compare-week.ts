import type { TraceId } from '../../../records/ids.ts'
import type { Intent } from '../../../records/intent.ts'
import type { Strata } from '../../../records/strata.ts'
import { distinctRequests } from '../distinct-requests.ts'
import type { PointSearch } from '../plain-search.ts'
import { assign, referenceRows } from './assign.ts'
import type { AssignedWeek } from './assign-week.ts'
import { centroidsOf } from './centroids-of.ts'
import { coAssign, sizeOf, together } from './co-assignment.ts'
import { createStratumModel } from './create-stratum-model.ts'
import { matchStrata } from './match-strata.ts'
import { mayBeNewIntent } from './may-be-new-intent.ts'
import { stableIds } from './stable-ids.ts'
import type { ComparedWeek } from './week-events.ts'

type ComparedInput = {
  readonly intents: readonly Intent[]
  readonly strata: Strata
  /** Finds nearest references on a kernel; default in plain TypeScript. */
  readonly search?: PointSearch | undefined
}

/** The window's own clusters matched with the strata of the model it is assigned to. */
export async function compareWeek(
  assigned: AssignedWeek,
  { intents, strata, search }: ComparedInput,
): Promise<ComparedWeek> {
  const { model, embeddings, labels } = assigned
  const clusters = strata.strata.filter(({ kind }) => kind === 'cluster')
  const clusterOf = new Map(
    clusters.flatMap(({ members }, at) => members.map(member => [member, at] as const)),
  )
  const nowOf = (traceId: TraceId) => clusterOf.get(traceId) ?? -1
  const requests = distinctRequests(embeddings, intents)
  const centroids = centroidsOf(
    embeddings.vectors,
    requests.map(({ row }) => row),
    Int32Array.from(requests, ({ traceIds }) => nowOf(traceIds[0]!)),
    clusters.length,
  )
  const nowLabels = Int32Array.from(embeddings.traceIds, nowOf)
  const table = coAssign(labels, nowLabels, model.strata.length, clusters.length)
  const sharesBefore = model.strata.map(stratum => stratum.assigned / model.populationSize)
  const matching = matchStrata(model.centroids, centroids, table, sharesBefore)
  const { populationSize } = strata
  const candidates = matching.appeared.filter(now =>
    mayBeNewIntent({
      size: sizeOf(table, now),
      unassigned: together(table, table.before, now),
      populationSize,
    }),
  )
  return {
    model,
    clusters,
    centroids,
    table,
    matching,
    stable: stableIds(model, matching.pairs, centroids),
    populationSize,
    sizesBefore: await sizesBefore(assigned, { intents, strata, search }, candidates),
  }
}

/**
 * How many traces of the model's window would be in these clusters of now, by the same vote and gate turned round: the
 * references assigned to this window's clusters. Looked up for few clusters and rarely, since it costs a pass over all.
 */
async function sizesBefore(
  { model, embeddings }: AssignedWeek,
  { intents, strata, search }: ComparedInput,
  candidates: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (candidates.length === 0) return new Map()
  const { embeddingModelId, lexicalFit, reference, populationSize } = model
  const current = await createStratumModel({
    embeddings,
    intents,
    strata,
    embeddingModelId,
    lexicalFit,
    window: undefined,
    search,
  })
  const labels = await assign(referenceRows(reference), current, search)
  const counts = new Map(candidates.map(now => [now, 0]))
  let traces = 0
  for (const [row, label] of labels.entries()) {
    traces += reference.counts[row]!
    const count = counts.get(label)
    if (count !== undefined) counts.set(label, count + reference.counts[row]!)
  }
  // References may be a sample of the window's requests.
  const scale = traces === 0 ? 0 : populationSize / traces
  return new Map([...counts].map(([now, count]) => [now, Math.round(count * scale)]))
}
