import { InvariantError } from '../../errors/invariant-error.ts'
import { NumericError } from '../../errors/numeric-error.ts'
import { requireInteger } from '../../numeric/require-range.ts'
import { sum } from '../../numeric/sum.ts'
import type { StratumId, TraceId } from '../../records/ids.ts'
import type { Allocation, Sample } from '../../records/sample.ts'
import type { Strata, Stratum } from '../../records/strata.ts'
import { allocate } from './allocate.ts'
import { allocationWeights } from './allocation-weights.ts'
import { judgingOrder, type StratumDraws } from './judging-order.ts'
import { permanentRandomNumber } from './permanent-random-number.ts'

export type SamplingPlan = {
  /** Draws wanted, integer >= 1. At or above the population every trace is taken. */
  readonly targetSize: number
  readonly seed: string
  readonly allocation: Allocation
  /** Factor on the allocation weight of noise strata, > 0. */
  readonly noiseWeight: number
  /** Fewest draws per stratum, at least 1; 40 unless given, 25 when `targetSize` is below 1000. */
  readonly floor?: number | undefined
  /** `replay`: simple random over the whole population; the strata are recorded all the same. */
  readonly strategy: 'cluster_stratified' | 'replay'
  /** Standard deviations for `neyman`, by stratum (`neymanSpreads`). */
  readonly spreads?: ReadonlyMap<StratumId, number> | undefined
}

/**
 * A seeded sample of the population with the inclusion probability of every draw, in judging order. It
 * depends on the ids, the partition and the plan, never on the order of the members.
 *
 * `cluster_stratified` draws without replacement in each stratum, with inclusion probability n_h / N_h;
 * `replay` over the whole population, with n / N.
 *
 * @throws {NumericError} `empty` population; `out-of-range` plan.
 * @throws {InvariantError} when the strata are not a partition of the population.
 */
export function drawSample(strata: Strata, plan: SamplingPlan): Sample {
  requireInteger('targetSize', plan.targetSize, 1, Number.MAX_SAFE_INTEGER)
  requirePartition(strata)
  const drawn =
    plan.strategy === 'replay' ? drawFromPopulation(strata, plan) : drawFromStrata(strata.strata, plan)
  return {
    draws: judgingOrder(drawn, plan.seed),
    strata: drawn.map(({ stratum, traceIds }) => ({
      stratumId: stratum.id,
      populationSize: stratum.members.length,
      sampleSize: traceIds.length,
    })),
    seed: plan.seed,
    allocation: plan.allocation,
    populationSize: strata.populationSize,
  }
}

function drawFromStrata(strata: readonly Stratum[], plan: SamplingPlan): readonly StratumDraws[] {
  const weights = allocationWeights(strata, plan.allocation, plan.noiseWeight, plan.spreads ?? new Map())
  // A floor below 1 could leave a stratum out, and its traces without any chance to be drawn.
  const floor = Math.max(1, plan.floor ?? (plan.targetSize < 1000 ? 25 : 40))
  const cells = strata.map((stratum, index) => ({
    weight: weights[index] ?? 0,
    floor,
    cap: stratum.members.length,
  }))
  const sizes = allocate(cells, plan.targetSize)
  return strata.map((stratum, index) => {
    const size = sizes[index] ?? 0
    return {
      stratum,
      traceIds: smallest(numbered(stratum.members, plan.seed, stratum.id), size),
      inclusionProbability: size / stratum.members.length,
    }
  })
}

function drawFromPopulation(strata: Strata, plan: SamplingPlan): readonly StratumDraws[] {
  const size = Math.min(plan.targetSize, strata.populationSize)
  const everyone = strata.strata.flatMap(stratum => stratum.members)
  const order = smallest(numbered(everyone, plan.seed, 'population'), size)
  const taken = new Set(order)
  return strata.strata.map(stratum => {
    const members = new Set(stratum.members.filter(id => taken.has(id)))
    return {
      stratum,
      traceIds: order.filter(id => members.has(id)),
      inclusionProbability: size / strata.populationSize,
    }
  })
}

type Numbered = { readonly traceId: TraceId; readonly u: number }

function numbered(members: readonly TraceId[], seed: string, scope: string): readonly Numbered[] {
  return members.map(traceId => ({ traceId, u: permanentRandomNumber(seed, scope, traceId) }))
}

function smallest(numbers: readonly Numbered[], size: number): readonly TraceId[] {
  return numbers
    .toSorted((a, b) => a.u - b.u || (a.traceId < b.traceId ? -1 : 1))
    .slice(0, size)
    .map(({ traceId }) => traceId)
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
