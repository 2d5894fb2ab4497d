import type { StratumId, TraceId } from './ids.ts'

/** One sampled trace and the chance it had. */
export type Draw = {
  readonly traceId: TraceId
  readonly stratumId: StratumId
  /** The part of the stratum it was drawn from; absent: the whole stratum. */
  readonly cellId?: string
  /**
   * In (0, 1]. With sessions thinned it is the product of each phase's probability given the phase before:
   * the sum of y / probability over the draws is unbiased for the population's total of y.
   */
  readonly inclusionProbability: number
}

export type Allocation = 'sqrt' | 'proportional' | 'equal' | 'neyman'

export type StratumSample = {
  readonly stratumId: StratumId
  readonly populationSize: number
  readonly sampleSize: number
}

/** Part of a stratum that was drawn from by itself; variance is estimated within it. */
export type CellSample = {
  readonly cellId: string
  readonly stratumId: StratumId
  /** State per field of `sampling.stratify_by`; empty where small groups were drawn together. */
  readonly states: { readonly [field: string]: string }
  /** The one customer whose traces these are, when there were too many of them for the stratum. */
  readonly customerId: string | undefined
  readonly populationSize: number
  readonly sampleSize: number
}

/** A stratified sample. `draws` are in judging order: every prefix is spread over the strata like the whole. */
export type Sample = {
  readonly draws: readonly Draw[]
  readonly strata: readonly StratumSample[]
  /** In the order of the strata; absent when every stratum was drawn from whole. */
  readonly cells?: readonly CellSample[]
  readonly seed: string
  readonly allocation: Allocation
  readonly populationSize: number
  /** For people: where the draw is not what was asked for, and why. Absent when it is. */
  readonly notes?: readonly string[]
}
