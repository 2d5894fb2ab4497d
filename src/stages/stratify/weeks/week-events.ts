import type { Matrix } from '../../../numeric/matrix.ts'
import type { RefitCluster } from '../../../records/drift.ts'
import type { Stratum } from '../../../records/strata.ts'
import type { StratumModel } from '../../../records/stratum-model.ts'
import type { Overlap, WeekEvent, WeekMatch } from '../../../records/weeks.ts'
import { assignedTo, type CoAssignment, jaccardOf, sizeOf, together } from './co-assignment.ts'
import type { StrataMatching } from './match-strata.ts'
import type { StableIds } from './stable-ids.ts'

/** A window's own clusters beside the strata of the model it was assigned to. */
export type ComparedWeek = {
  readonly model: StratumModel
  readonly clusters: readonly Stratum[]
  /** Of the clusters, in the space of the model. */
  readonly centroids: Matrix
  readonly table: CoAssignment
  readonly matching: StrataMatching
  readonly stable: StableIds
  readonly populationSize: number
  /** Traces of the model's window in a cluster of now, for those that may be new intents. */
  readonly sizesBefore: ReadonlyMap<number, number>
}

/** Overlaps below this say nothing of where a stratum went. */
const SMALLEST_OVERLAP = 0.02

/** What happened, in the order new, vanished, split, merged. */
export function eventsOf({
  model,
  clusters,
  table,
  matching,
  stable,
  sizesBefore,
}: ComparedWeek): readonly WeekEvent[] {
  const { ids } = stable
  const appeared = matching.appeared.map((now): WeekEvent => {
    const size = sizeOf(table, now)
    const unassigned = together(table, table.before, now)
    const sizeBefore = sizesBefore.get(now)
    return { kind: 'new', id: ids[now]!, label: clusters[now]!.label, size, unassigned, sizeBefore }
  })
  const vanished = matching.vanished.map((before): WeekEvent => {
    const { id, label, assigned } = model.strata[before]!
    return { kind: 'vanished', id, label, assignedBefore: assigned, assigned: assignedTo(table, before) }
  })
  const splits = matching.splits.map(({ from, into }): WeekEvent => {
    const { id, label } = model.strata[from]!
    return { kind: 'split', from: id, label, into: into.map(now => ids[now]!) }
  })
  const mergers = matching.mergers.map(({ from, into }): WeekEvent => {
    const label = clusters[into]!.label
    return { kind: 'merged', from: from.map(before => model.strata[before]!.id), into: ids[into]!, label }
  })
  return [...appeared, ...vanished, ...splits, ...mergers]
}

/** The strata found again, in the order of the window's clusters. */
export function matchesOf({
  model,
  clusters,
  table,
  matching,
  populationSize,
}: ComparedWeek): readonly WeekMatch[] {
  return matching.pairs
    .map(({ before, now, cost, jaccard }) => {
      const { id, assigned } = model.strata[before]!
      const match: WeekMatch = {
        id,
        label: clusters[now]!.label,
        cost,
        jaccard,
        shareBefore: assigned / model.populationSize,
        shareAssigned: assignedTo(table, before) / populationSize,
        share: clusters[now]!.share,
      }
      return { now, match }
    })
    .sort((a, b) => a.now - b.now)
    .map(({ match }) => match)
}

/** Pairs of a stratum and a cluster with a Jaccard index of at least 0.02: the table the events are told by. */
export function overlapsOf({ model, clusters, table, stable }: ComparedWeek): readonly Overlap[] {
  return model.strata.flatMap(({ id }, before) =>
    clusters.flatMap((_, now) => {
      const jaccard = jaccardOf(table, before, now)
      if (jaccard < SMALLEST_OVERLAP) return []
      return [{ before: id, now: stable.ids[now]!, traces: together(table, before, now), jaccard }]
    }),
  )
}

/** The clusters that may be new intents, as drift weighs them. */
export function refitClustersOf({ clusters, table, sizesBefore }: ComparedWeek): readonly RefitCluster[] {
  return [...sizesBefore].map(([now, referenceCount]) => ({
    label: clusters[now]!.label,
    size: sizeOf(table, now),
    fromUnassigned: together(table, table.before, now),
    referenceCount,
  }))
}
