import type { StratumId, TraceId } from './ids.ts'
import type { RedactedText } from './redacted-text.ts'

/** A cluster of intents, or the noise set: a stratum too, never thrown away. */
export type Stratum = {
  readonly id: StratumId
  readonly kind: 'cluster' | 'noise'
  /** For people: keywords that set this stratum apart. */
  readonly label: string
  readonly keywords: readonly string[]
  readonly members: readonly TraceId[]
  /** members / population, a fraction in [0, 1]. */
  readonly share: number
  /** stability / (size * lambda_max) in [0, 1]; undefined for noise and where HDBSCAN did not find the stratum. */
  readonly persistence: number | undefined
  /** Up to three requests typical of the stratum. */
  readonly exampleRequests: readonly RedactedText[]
  /**
   * Where only a sample was clustered (`Strata.fittedOn`): the share of all traces that the clustering itself would put
   * here, estimated from the sample. `share` counts where the assignment rule put every trace and has no sampling error.
   */
  readonly fitShare?: ShareEstimate
}

/** Fractions; the standard error is that of drawing the sample. */
export type ShareEstimate = { readonly estimate: number; readonly standardError: number }

/** Part of a stratum, for drawing only: people see the stratum. */
export type SamplingCell = {
  readonly id: string
  readonly stratumId: StratumId
  readonly members: readonly TraceId[]
}

/** A partition of the population: every trace is in exactly one stratum. Noise, when present, comes last. */
export type Strata = {
  readonly strata: readonly Stratum[]
  readonly populationSize: number
  /** Finer partition of some strata (residual noise); absent: strata are drawn from whole. */
  readonly cells?: readonly SamplingCell[]
  /** Distinct requests that were clustered, of how many; the rest was assigned. Absent: all were clustered. */
  readonly fittedOn?: { readonly requests: number; readonly ofRequests: number }
}
