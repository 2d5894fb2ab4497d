import type { Vote, VoteOrder } from '../../records/vote.ts'
import type { CallQuestion, TextQuestion } from './judge-model.ts'

/** What one vote is asked for: a question, in one order, for the index-th time. */
export type VoteRequest = {
  readonly question:
    | ({ readonly kind: 'texts' } & TextQuestion)
    | ({ readonly kind: 'arguments' } & CallQuestion)
  readonly order: VoteOrder
  /** From 0; two votes of different index are independent and never share a cache entry. */
  readonly index: number
}

/** Casts single votes. A model, a recording, a cache before either: every one has this shape. */
export interface Voter {
  readonly name: string
  readonly isLanguageModel: boolean
  /** A call that failed or an answer of no use is an unusable vote; a throw stops the run. */
  vote(request: VoteRequest, options?: { readonly signal?: AbortSignal }): Promise<Vote>
}
