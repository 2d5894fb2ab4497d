import type { ShareCounts } from '../../../records/drift.ts'
import type { StratumId, TraceId } from '../../../records/ids.ts'
import type { StratumModel } from '../../../records/stratum-model.ts'
import type { AssignedWeek } from './assign-week.ts'
import { countsByDay, countsOf } from './counts-by-day.ts'

/** The model's own window by the assignment rule, each trace left out of its own vote. */
export function referenceCounts(model: StratumModel): ShareCounts {
  return {
    strata: countedStrata(model, [...model.strata.map(({ assigned }) => assigned), model.unassigned]),
    days: model.days,
  }
}

/** A later window by the same rule. */
export function currentCounts(
  { model, embeddings, labels }: AssignedWeek,
  startedAtMs: ReadonlyMap<TraceId, number>,
  windowStartMs: number | undefined,
): ShareCounts {
  const strata = model.strata.length
  const labelled = new Map(embeddings.traceIds.map((traceId, at) => [traceId, labels[at]!]))
  return {
    strata: countedStrata(model, countsOf(labels, strata)),
    days: countsByDay(labelled, startedAtMs, strata, windowStartMs),
  }
}

/** @param counts - per stratum, the unassigned last. */
function countedStrata(model: StratumModel, counts: readonly number[]): ShareCounts['strata'] {
  const clusters = model.strata.map(({ id, label }, at) => ({
    stratumId: id,
    kind: 'cluster' as const,
    label,
    count: counts[at]!,
  }))
  const noise = {
    stratumId: 'noise' as StratumId,
    kind: 'noise' as const,
    label: 'unclustered',
    count: counts[model.strata.length]!,
  }
  return [...clusters, noise]
}
