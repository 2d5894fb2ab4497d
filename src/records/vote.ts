import type { TokenUsage } from './token-usage.ts'

/** Which side the judge was shown first. */
export type VoteOrder = 'candidate-first' | 'baseline-first'

/** A judge's choice in terms of the sides, whatever order it saw. The first three compare texts, the others arguments. */
export type VoteChoice = 'candidate' | 'baseline' | 'tie' | 'equivalent' | 'partly' | 'different'

/** Why an answered or failed call gave no choice. `unreachable`: the call itself failed; `budget`: it was never made. */
export type UnusableReason = 'refusal' | 'truncated' | 'blocked' | 'schema' | 'unreachable' | 'budget'

/** The near-equal question whose vote was found in the cache. */
export type NearVote = {
  /** The smallest cosine of what was compared. */
  readonly similarity: number
  /** Hash of the question whose vote it is, 64 hexadecimal digits. */
  readonly source: string
  /** Of an audited hit, which was asked live all the same: the found vote says what this one says. Absent: it was copied. */
  readonly isConfirmed?: boolean
}

/** One question put to one judge once. Every vote is kept, usable or not. */
export type Vote = {
  /** The judge's name: provider and model. */
  readonly judge: string
  /** The model that answered, as the provider named it; absent when it did not, or no model was asked. */
  readonly resolvedModel?: string | undefined
  /** Counts the votes on one question from 0; part of the cache key, so that repeated votes stay independent. */
  readonly index: number
  readonly order: VoteOrder
  readonly result:
    | {
        readonly kind: 'chosen'
        readonly choice: VoteChoice
        /** Of calls that are not equivalent, the ones that serve the request; absent: neither serves it better. */
        readonly better?: 'candidate' | 'baseline' | undefined
        readonly reason: string
      }
    | { readonly kind: 'unusable'; readonly why: UnusableReason; readonly detail: string }
  readonly usage: TokenUsage | undefined
  /** Integer pico-dollars this run paid for it: 0 for a cached vote; undefined when nobody knows. */
  readonly costPicoUsd: number | undefined
  readonly cached: 'no' | 'exact' | 'semantic'
  /** What a cached vote cost when it was cast, integer pico-dollars; absent when it was not cached or nobody knows. */
  readonly savedPicoUsd?: number | undefined
  /** Of a semantic hit, copied or audited. */
  readonly near?: NearVote | undefined
  /** From the request to the whole answer; undefined for a recorded vote. */
  readonly latencyMs: number | undefined
}
