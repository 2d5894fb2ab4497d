import type { FailureMode } from './failure-mode.ts'
import type { TraceId } from './ids.ts'
import type { ReplayOrigin } from './replay.ts'
import type { Verdict } from './verdict.ts'

/** How long the baseline's run was, in assistant turns: one / two or three / four and more. */
export type Tier = 'single-step' | 'few-steps' | 'multi-step'

/** How much the agent had to read at most, in thousands of tokens, at four characters a token. */
export type ContextLength = 'under-1k' | '1k-4k' | '4k-16k' | '16k-and-more'

/** What a pair is sliced by; computed from the request and the baseline side alone, so that the candidate cannot choose its slice. */
export type PairFacts = {
  readonly tier: Tier
  /** Names of the tools the baseline's agent called, sorted, without repeats. */
  readonly tools: readonly string[]
  readonly flags: { readonly [flag: string]: string }
  readonly contextLength?: ContextLength
  /** Primary subtag of BCP 47; absent where it is not known. */
  readonly language?: string
  readonly customerTier?: string
  readonly sessionId: string | undefined
  readonly customerId: string | undefined
  readonly isSupportFlagged: boolean
}

/** Everything the gate needs to know of one replayed pair. */
export type JudgedPair = {
  readonly traceId: TraceId
  readonly origin: ReplayOrigin
  readonly facts: PairFacts
  readonly baselineModes: readonly FailureMode[]
  readonly candidateModes: readonly FailureMode[]
  /** Exactly one per endpoint. */
  readonly verdicts: {
    readonly structured: Verdict
    readonly preference: Verdict
    readonly outcome: Verdict
  }
  /**
   * Of an adversarial item that production answered again: its answer of today in the candidate's place, against the
   * same recorded failure. Absent where only the recorded failure is known.
   */
  readonly production?: Pick<JudgedPair, 'candidateModes' | 'verdicts'>
}
