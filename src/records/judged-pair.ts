import type { FailureMode } from './failure-mode.ts'
import type { TraceId } from './ids.ts'
import type { ReplayOrigin } from './replay.ts'
import type { Verdict } from './verdict.ts'

/** How long the baseline's run was, in assistant turns: one / two or three / four and more. */
export type Tier = 'single-step' | 'few-steps' | 'multi-step'

/** What a pair is sliced by; computed from the request and the baseline side alone, so that the candidate cannot choose its slice. */
export type PairFacts = {
  readonly tier: Tier
  /** Names of the tools the baseline's agent called, sorted, without repeats. */
  readonly tools: readonly string[]
  readonly flags: { readonly [flag: string]: string }
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
}
