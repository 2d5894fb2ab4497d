import type { BudgetWindowKind } from './budget-window.ts'

/** What one model was paid for one purpose, integer pico-dollars. */
export type SpendLine = {
  readonly purpose: string
  readonly provider: string
  /** The model that answered; of calls without an answer the one asked for. */
  readonly model: string
  readonly settledPicoUsd: number
  readonly reservedPicoUsd: number
  readonly uncertainPicoUsd: number
  /** Calls answered, under way or perhaps done; released ones are none. */
  readonly calls: number
}

/** A call that cost more than its worst case: until someone looks, nothing more is spent. */
export type Freeze = {
  readonly atMs: number
  readonly provider: string
  readonly model: string
  readonly worstPicoUsd: number
  readonly costPicoUsd: number
}

/**
 * One window of a ledger: settled + reserved + uncertain is what is booked. Integer pico-dollars, exact up to
 * 2^53 ($9,007) and to 15 digits beyond; admission itself is always exact.
 */
export type SpendSummary = {
  readonly scope: string
  readonly window: {
    readonly kind: BudgetWindowKind
    readonly startMs: number
    /** Exclusive; undefined: rolling. */
    readonly endMs: number | undefined
  }
  /** Undefined: no cap. */
  readonly capPicoUsd: number | undefined
  readonly settledPicoUsd: number
  /** For calls under way. */
  readonly reservedPicoUsd: number
  /** For calls of which nobody knows whether they were done. */
  readonly uncertainPicoUsd: number
  /** Undefined: no cap; 0 when more is booked than the cap, which can follow a lower cap. */
  readonly leftPicoUsd: number | undefined
  readonly calls: { readonly [state in 'settled' | 'reserved' | 'uncertain' | 'released']: number }
  /** Settled calls whose cost is an upper bound, because the provider counted no tokens. */
  readonly estimatedCalls: number
  /** Dearest first. */
  readonly lines: readonly SpendLine[]
  readonly frozen: Freeze | undefined
}
