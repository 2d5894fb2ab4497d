import type { SimulatorReply } from './exchange.ts'

/**
 * What goes wrong with one call. The first group is decided before any work, the second after the work was done and
 * billed, the third is in the answer itself and rendered by the vendor's simulator.
 */
export type FaultKind =
  /** 429. `retryAfter`: the header's text as it is (`'0'`, `'3600'`, `'soon'`), a date so many ms ahead, or none. */
  | { readonly kind: 'rate-limit'; readonly retryAfter?: string | { readonly dateInMs: number } }
  /** 429 (or the vendor's own status) that no waiting cures. */
  | { readonly kind: 'quota-exhausted' }
  /** 529 at Anthropic, 503 elsewhere. */
  | { readonly kind: 'overloaded'; readonly retryAfter?: string }
  | { readonly kind: 'unavailable'; readonly retryAfter?: string }
  | { readonly kind: 'server-error' }
  /** The connection is refused before the request is read. */
  | { readonly kind: 'outage' }
  | { readonly kind: 'reset-before-work' }
  | { readonly kind: 'server-error-after-work' }
  /** 504. */
  | { readonly kind: 'timeout-after-work' }
  /** No header ever arrives; also a lost response of a batch that was created. */
  | { readonly kind: 'reset-before-headers' }
  | { readonly kind: 'reset-after-headers' }
  /** One byte of the body every `everyMs` of the simulator's clock. */
  | { readonly kind: 'slow-body'; readonly everyMs: number }
  | { readonly kind: 'truncated-json' }
  | { readonly kind: 'wrong-content-type' }
  /** Every header twice, in two casings. */
  | { readonly kind: 'duplicate-headers' }
  /** Any other reply, in place of the work or after it. */
  | { readonly kind: 'replaced'; readonly reply: SimulatorReply; readonly isBilled: boolean }
  | AnswerFault

/** Faults inside a well-formed reply; the vendor's simulator finds them in `exchange.answerFault`. */
export type AnswerFault =
  | { readonly kind: 'refusal' }
  /** Cut at the token limit. */
  | { readonly kind: 'truncated-output' }
  | { readonly kind: 'blocked-prompt' }
  /** 200 with `status: "failed"`, where the vendor has such a thing. */
  | { readonly kind: 'failed-status' }

/** Calls count from 1 per endpoint; times are those of the simulator's clock, `toMs` exclusive. */
export type FaultMoment =
  | { readonly call: number }
  | { readonly fromCall: number; readonly toCall: number }
  | { readonly every: number }
  | { readonly probability: number }
  | { readonly fromMs: number; readonly toMs: number }

export type Fault = FaultKind & {
  /** The route's endpoint, or `*`: all of them. */
  readonly endpoint: string
  readonly when: FaultMoment
}
