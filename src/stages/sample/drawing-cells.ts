import { InvariantError } from '../../errors/invariant-error.ts'
import type { StratumId, TraceId } from '../../records/ids.ts'
import type { Strata, Stratum } from '../../records/strata.ts'
import { allocate } from './allocate.ts'
import { weightOfSize } from './allocation-weights.ts'
import { foldSmallest, groupMembers } from './group-members.ts'
import type { SamplingPlan } from './sampling-plan.ts'
import { type CustomerBranch, splitCustomers } from './split-customers.ts'

/** Traces of one stratum that are drawn from by themselves, with the draws planned for them. */
export type DrawingCell = {
  /** The stratum's own id when the stratum is not split. */
  readonly id: string
  readonly stratumId: StratumId
  readonly members: readonly TraceId[]
  /** Integer in [1, members.length]. */
  readonly size: number
  /** State per field of `stratifyBy`; empty where small groups are drawn together. */
  readonly states: { readonly [field: string]: string }
  /** The dominant customer whose traces these are. */
  readonly customerId: string | undefined
}

/** Draws a cell has on average at least; a stratum has no more cells than that allows. */
const DRAWS_PER_CELL = 4

/** Fewer draws of a cell say nothing of the spread in it. */
const SMALLEST_CELL = 2

/**
 * The cells to draw from: every stratum split by dominant customers, by the finer cells it came with and by
 * the states of `plan.stratifyBy`. A stratum's draws are shared out among its cells by the plan's allocation.
 *
 * Where a stratum has more cells than its draws can fill, its smallest are drawn together as `(rest)`.
 * Cells are made of the population alone, never of what was drawn: inclusion probabilities are exact.
 *
 * @param sizes - draws per stratum.
 * @throws {InvariantError} when a finer cell is not within its stratum.
 */
export function drawingCells(
  strata: Strata,
  sizes: readonly number[],
  plan: SamplingPlan,
): readonly DrawingCell[] {
  const finerOf = finerCells(strata)
  return strata.strata.flatMap((stratum, index) => {
    const size = sizes[index] ?? 0
    const cap = plan.customerCap ?? Math.max(10, Math.floor(size / 10))
    const customerOf = (id: TraceId): string | undefined => plan.traitsOf?.(id)?.customerId
    return splitCustomers(stratum.members, size, cap, customerOf).flatMap((branch, place, branches) => {
      // Numbered, not named: ids of cells stand in reports.
      const number = place + (branches[0]?.customerId === undefined ? 0 : 1)
      const suffix = branch.customerId === undefined ? '' : `;customer=${number}`
      return cellsOfBranch(stratum, branch, finerOf, plan).map(cell => ({
        ...cell,
        id: `${cell.id}${suffix}`,
      }))
    })
  })
}

function cellsOfBranch(
  stratum: Stratum,
  branch: CustomerBranch,
  finerOf: ReadonlyMap<TraceId, string>,
  plan: SamplingPlan,
): readonly DrawingCell[] {
  const groups = groupMembers(branch.members, {
    stratumId: stratum.id,
    finerOf: traceId => finerOf.get(traceId),
    traitsOf: plan.traitsOf,
    stratifyBy: plan.stratifyBy ?? [],
  })
  const most = Math.max(1, Math.floor(branch.size / DRAWS_PER_CELL))
  const cells = foldSmallest(groups, most, stratum.id)
  const sizes = allocate(
    cells.map(({ members: { length } }) => ({
      weight: weightOfSize(length, plan.allocation),
      floor: SMALLEST_CELL,
      cap: length,
    })),
    branch.size,
  )
  return cells.map((cell, index) => ({
    ...cell,
    stratumId: stratum.id,
    size: sizes[index] ?? 0,
    customerId: branch.customerId,
  }))
}

/** Id of the finer cell of every trace that is in one. */
function finerCells({ strata, cells = [] }: Strata): ReadonlyMap<TraceId, string> {
  const finerOf = new Map<TraceId, string>()
  if (cells.length === 0) return finerOf
  const stratumOf = new Map(strata.flatMap(({ id, members }) => members.map(member => [member, id] as const)))
  for (const { id, stratumId, members } of cells) {
    for (const traceId of members) {
      if (stratumOf.get(traceId) !== stratumId || finerOf.has(traceId)) {
        throw new InvariantError('Sampling cells do not partition their stratum', { details: `cell ${id}` })
      }
      finerOf.set(traceId, id)
    }
  }
  return finerOf
}
