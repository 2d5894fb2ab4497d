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
  /** stability / (size * lambda_max) in [0, 1]; undefined for noise. */
  readonly persistence: number | undefined
  /** Up to three requests typical of the stratum. */
  readonly exampleRequests: readonly RedactedText[]
}

/** A partition of the population: every trace is in exactly one stratum. Noise, when present, comes last. */
export type Strata = { readonly strata: readonly Stratum[]; readonly populationSize: number }
