import type { StratumId, TraceId } from './ids.ts'
import type { Tier } from './judged-pair.ts'
import type { RedactedText } from './redacted-text.ts'
import type { ShareEstimate } from './strata.ts'

/** What of one trace is counted in the description of its stratum. */
export type TraceTraits = {
  readonly traceId: TraceId
  readonly tier: Tier
  /** Names of the tools the agent called, without repeats. */
  readonly tools: readonly string[]
  /** Undefined: the source does not say. */
  readonly model: string | undefined
  readonly flags: { readonly [flag: string]: string }
}

/** One value among the traces of a stratum. `share` is `count` over the stratum's traces (or those checked). */
export type MixPart = { readonly name: string; readonly count: number; readonly share: number }

/** `medoid`: nearest to all others; `typical`: of median similarity to their centre; `edge`: farthest from it. */
export type ExampleRole = 'medoid' | 'typical' | 'edge'

export type ExampleRequest = { readonly role: ExampleRole; readonly text: RedactedText }

/** How often production's own answers show a failure mode. */
export type FailureRate = {
  /** Traces that were checked, and how many of them show any mode. */
  readonly checked: number
  readonly failed: number
  readonly rate: number
  /** Wilson, 95%. */
  readonly interval: readonly [number, number]
  /** Most frequent first; a trace may show several. */
  readonly modes: readonly MixPart[]
}

/** A share against that of an earlier window, both by the same assignment rule. It describes; drift decides. */
export type ShareTrend =
  | {
      readonly kind: 'compared'
      readonly previousShare: number
      readonly share: number
      /** share / previousShare; null when the stratum was empty. */
      readonly ratio: number | null
    }
  | { readonly kind: 'new' }

/** A stratum in the words and numbers a person needs to recognise it. */
export type StratumDescription = {
  readonly stratumId: StratumId
  readonly kind: 'cluster' | 'noise'
  readonly label: string
  /** `model`: one line a language model wrote from the examples; else keywords (noise: a fixed word). */
  readonly labelledBy: 'keywords' | 'model'
  readonly keywords: readonly string[]
  /** Traces. */
  readonly size: number
  readonly share: number
  /** Wilson, 95%, when the traces are a sample of the window's; null when they are all of them. */
  readonly shareInterval: readonly [number, number] | null
  /** As `Stratum.fitShare`; absent when all requests were clustered. */
  readonly fitShare?: ShareEstimate
  /** In [0, 1]; null for noise. */
  readonly persistence: number | null
  readonly examples: readonly ExampleRequest[]
  /** Traces in which the agent called the tool, most used first; shares may sum to more than 1. */
  readonly tools: readonly MixPart[]
  /** Traces without any tool call. */
  readonly withoutTools: number
  /** Shortest runs first, absent tiers left out. */
  readonly tiers: readonly MixPart[]
  readonly models: readonly MixPart[]
  readonly flags: readonly { readonly flag: string; readonly states: readonly MixPart[] }[]
  /** Null when no trace of the stratum was checked. */
  readonly failures: FailureRate | null
  /** Null when no earlier window is known. */
  readonly trend: ShareTrend | null
}
