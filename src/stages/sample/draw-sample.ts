import { InvariantError } from '../../errors/invariant-error.ts'
import { NumericError } from '../../errors/numeric-error.ts'
import { requireInteger } from '../../numeric/require-range.ts'
import { sum } from '../../numeric/sum.ts'
import type { StratumId, TraceId } from '../../records/ids.ts'
import type { CellSample, Draw, Sample } from '../../records/sample.ts'
import type { Strata } from '../../records/strata.ts'
import { allocateStrata } from './allocate-strata.ts'
import { drawCells } from './draw-cells.ts'
import { type DrawingCell, drawingCells } from './drawing-cells.ts'
import { type CellDraws, judgingOrder } from './judging-order.ts'
import { planNotes } from './plan-notes.ts'
import type { SamplingPlan } from './sampling-plan.ts'
import { unequalChances } from './unequal-chances.ts'

/**
 * A seeded sample of the population with the inclusion probability of every draw, in judging order. It
 * depends on the ids, the partition and the plan, never on the order of the members.
 *
 * `cluster_stratified` draws without replacement in each cell of each stratum (`drawingCells`), with
 * inclusion probability n / N where no session is long (`drawCells`); `replay` over the whole population.
 *
 * @throws {NumericError} `empty` population; `out-of-range` plan.
 * @throws {InvariantError} when the strata are not a partition of the population.
 */
export function drawSample(strata: Strata, plan: SamplingPlan): Sample {
  requireInteger('targetSize', plan.targetSize, 1, Number.MAX_SAFE_INTEGER)
  if (plan.customerCap !== undefined) requireInteger('customerCap', plan.customerCap, 1, 1e9)
  requirePartition(strata)
  const sessionOf = (id: TraceId): string | undefined => plan.traitsOf?.(id)?.sessionId
  const { cells, drawn, limit } =
    plan.strategy === 'replay'
      ? drawFromPopulation(strata, plan, sessionOf)
      : drawFromStrata(strata, plan, sessionOf)
  const counts = countBy(drawn.flatMap(({ draws }) => draws.map(draw => draw.stratumId)))
  const rows = strata.strata.map(stratum => ({
    stratumId: stratum.id,
    populationSize: stratum.members.length,
    sampleSize: counts.get(stratum.id) ?? 0,
  }))
  const draws = judgingOrder(drawn, plan.seed)
  const notes = [...planNotes(plan, cells, rows, limit), ...unequalChances(rows, draws)]
  return {
    draws,
    strata: rows,
    ...(cells.some(cell => cell.cellId !== cell.stratumId) ? { cells } : {}),
    seed: plan.seed,
    allocation: plan.allocation,
    populationSize: strata.populationSize,
    ...(notes.length > 0 ? { notes } : {}),
  }
}

type Drawn = {
  /** Empty when the population was drawn from as a whole. */
  readonly cells: readonly CellSample[]
  readonly drawn: readonly CellDraws[]
  readonly limit: number
}

type SessionOf = (traceId: TraceId) => string | undefined

function drawFromStrata(strata: Strata, plan: SamplingPlan, sessionOf: SessionOf): Drawn {
  const sized = strata.strata.map(({ id, kind, members }) => ({ id, kind, size: members.length }))
  const cells = drawingCells(strata, allocateStrata(sized, plan), plan)
  const { draws, limit } = drawCells(
    cells.map(({ members, size, stratumId, customerId }) => ({
      members,
      size,
      scope: stratumId,
      isCapped: customerId !== undefined,
    })),
    plan.seed,
    sessionOf,
  )
  const drawn = cells.map((cell, index) => ({
    id: cell.id,
    draws: (draws[index] ?? []).map(({ traceId, inclusionProbability }) => ({
      traceId,
      stratumId: cell.stratumId,
      ...(cell.id === cell.stratumId ? {} : { cellId: cell.id }),
      inclusionProbability,
    })),
  }))
  return { cells: cells.map((cell, index) => cellSample(cell, drawn[index]?.draws ?? [])), drawn, limit }
}

function cellSample(cell: DrawingCell, draws: readonly Draw[]): CellSample {
  return {
    cellId: cell.id,
    stratumId: cell.stratumId,
    states: cell.states,
    customerId: cell.customerId,
    populationSize: cell.members.length,
    sampleSize: draws.length,
  }
}

function drawFromPopulation(strata: Strata, plan: SamplingPlan, sessionOf: SessionOf): Drawn {
  const members = strata.strata.flatMap(stratum => stratum.members)
  const size = Math.min(plan.targetSize, strata.populationSize)
  const population = { members, size, scope: 'population', isCapped: false }
  const { draws, limit } = drawCells([population], plan.seed, sessionOf)
  const homes = new Map(strata.strata.flatMap(({ id, members }) => members.map(member => [member, id])))
  const byStratum = new Map<StratumId, Draw[]>(strata.strata.map(({ id }) => [id, []]))
  for (const drawn of draws.flat()) {
    const stratumId = homes.get(drawn.traceId)
    if (stratumId === undefined) continue
    byStratum.get(stratumId)?.push({ ...drawn, stratumId })
  }
  return { cells: [], drawn: [...byStratum].map(([id, own]) => ({ id, draws: own })), limit }
}

function countBy(ids: readonly StratumId[]): ReadonlyMap<StratumId, number> {
  const counts = new Map<StratumId, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

function requirePartition({ strata, populationSize }: Strata): void {
  if (populationSize === 0) {
    throw new NumericError('Expected at least one trace to sample from, got none', { reason: 'empty' })
  }
  const counted = sum(strata.map(stratum => stratum.members.length))
  const distinct = new Set(strata.flatMap(stratum => stratum.members)).size
  if (counted !== populationSize || distinct !== populationSize) {
    throw new InvariantError('Strata are not a partition of the population', {
      details: `${populationSize} traces, ${counted} memberships, ${distinct} distinct members`,
    })
  }
  if (strata.some(stratum => stratum.members.length === 0)) {
    throw new InvariantError('A stratum has no members', { details: `${strata.length} strata` })
  }
}
