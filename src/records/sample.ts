import type { StratumId, TraceId } from './ids.ts'

/** One sampled trace and the chance it had. */
export type Draw = {
  readonly traceId: TraceId
  readonly stratumId: StratumId
  /** In (0, 1]. */
  readonly inclusionProbability: number
}

export type Allocation = 'sqrt' | 'proportional' | 'equal' | 'neyman'

export type StratumSample = {
  readonly stratumId: StratumId
  readonly populationSize: number
  readonly sampleSize: number
}

/** A stratified sample. `draws` are in judging order: every prefix is spread over the strata like the whole. */
export type Sample = {
  readonly draws: readonly Draw[]
  readonly strata: readonly StratumSample[]
  readonly seed: string
  readonly allocation: Allocation
  readonly populationSize: number
}
