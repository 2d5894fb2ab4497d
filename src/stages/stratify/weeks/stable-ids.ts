import { hungarian } from '../../../numeric/hungarian.ts'
import type { Matrix } from '../../../numeric/matrix.ts'
import type { StratumId } from '../../../records/ids.ts'
import type { Strata } from '../../../records/strata.ts'
import type { StratumModel } from '../../../records/stratum-model.ts'
import { centroidCosts, type MatchedPair } from './match-strata.ts'

const LARGEST_COST = 0.3
const NEVER = 1e6

export type StableIds = {
  /** Per cluster of now. */
  readonly ids: readonly StratumId[]
  /** Number of the next new stratum. */
  readonly nextNumber: number
}

/**
 * Ids for the clusters of a window: the stratum's where one is matched, else the id an earlier window gave a cluster in
 * the same place (centroids at most 0.30 apart), else a number never used before.
 *
 * @param centroids - of the clusters, in the space of `model`.
 */
export function stableIds(model: StratumModel, pairs: readonly MatchedPair[], centroids: Matrix): StableIds {
  const ids = new Map(pairs.map(({ before, now }) => [now, model.strata[before]!.id]))
  const open = Array.from({ length: centroids.rows }, (_, now) => now).filter(now => !ids.has(now))
  for (const [at, provisional] of provisionalMatches(model, centroids, open)) {
    ids.set(at, provisional)
  }
  let { nextNumber } = model
  for (const now of open) {
    if (!ids.has(now)) ids.set(now, stratumIdOf(nextNumber++))
  }
  return { ids: Array.from({ length: centroids.rows }, (_, now) => ids.get(now)!), nextNumber }
}

/** Ids for all clusters of a window that no earlier one can be compared with, counting on from `nextNumber`. */
export function freshIds(clusters: number, nextNumber: number): StableIds {
  return {
    ids: Array.from({ length: clusters }, (_, at) => stratumIdOf(nextNumber + at)),
    nextNumber: nextNumber + clusters,
  }
}

/** `c07`: the id of the stratum of this number. */
function stratumIdOf(number: number): StratumId {
  return `c${String(number).padStart(2, '0')}` as StratumId
}

/** The strata with `ids` for its clusters, in their order; a label that was nothing but the id changes with it. */
export function withIds(strata: Strata, ids: readonly StratumId[]): Strata {
  const clusters = strata.strata.filter(({ kind }) => kind === 'cluster')
  const idOf = new Map(clusters.map(({ id }, at) => [id, ids[at] ?? id]))
  const renamed = (id: StratumId) => idOf.get(id) ?? id
  const { cells } = strata
  return {
    ...strata,
    strata: strata.strata.map(stratum => ({
      ...stratum,
      id: renamed(stratum.id),
      label: stratum.label === stratum.id ? renamed(stratum.id) : stratum.label,
    })),
    ...(cells === undefined
      ? {}
      : { cells: cells.map(cell => ({ ...cell, stratumId: renamed(cell.stratumId) })) }),
  }
}

function provisionalMatches(
  { provisional }: StratumModel,
  centroids: Matrix,
  open: readonly number[],
): readonly (readonly [now: number, id: StratumId])[] {
  const { columns } = centroids
  const data = new Float64Array(open.length * columns)
  for (const [at, now] of open.entries())
    data.set(centroids.data.subarray(now * columns, (now + 1) * columns), at * columns)
  const costs = centroidCosts(provisional.centroids, { data, rows: open.length, columns })
  const { columnOfRow } = hungarian({
    ...costs,
    data: costs.data.map(cost => (cost <= LARGEST_COST ? cost : NEVER)),
  })
  return [...columnOfRow].flatMap((column, row) =>
    column === -1 || costs.data[row * costs.columns + column]! > LARGEST_COST
      ? []
      : [[open[column]!, provisional.strata[row]!.id] as const],
  )
}
