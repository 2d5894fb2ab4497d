import type { StratumId, TraceId } from '../../records/ids.ts'
import type { Allocation } from '../../records/sample.ts'

/** What cells are made of; every trace has these fields. */
export type TraceTraits = {
  /** Feature-flag states, name to variant. */
  readonly flags: { readonly [flag: string]: string }
  readonly model: string | undefined
  readonly customerId: string | undefined
  readonly sessionId: string | undefined
}

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
  /**
   * What is known of a trace. Without it there are no customer cells, no states to stratify by and no limit
   * on traces of one session; an undefined answer is a trace of which nothing is known.
   */
  readonly traitsOf?: ((traceId: TraceId) => TraceTraits | undefined) | undefined
  /** Fields whose states are crossed with the strata: `flags.NAME` or `model`. */
  readonly stratifyBy?: readonly string[] | undefined
  /**
   * Draws a customer may expect in a stratum before it is a cell of its own, integer >= 1; the larger of 10
   * and a tenth of the stratum's draws unless given.
   */
  readonly customerCap?: number | undefined
}
