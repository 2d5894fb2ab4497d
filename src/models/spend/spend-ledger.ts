import type { ModelRequest } from '../language-model.ts'

/** A call about to be made, with the most it can cost. */
export type PlannedCall = {
  readonly purpose: 'embedding' | ModelRequest['purpose']
  readonly provider: string
  readonly model: string
  /** Integer pico-dollars. */
  readonly worstPicoUsd: number
  /** Names the call across the processes of a run, where it is charged at most once in all of them (batches). */
  readonly key?: string
}

/** What an answered call cost. */
export type Bill = {
  /** Integer pico-dollars. */
  readonly costPicoUsd: number
  readonly inputTokens: number
  /** As the provider named it; undefined when it did not. */
  readonly resolvedModel: string | undefined
  /** The provider counted no tokens: cost and tokens are upper bounds. */
  readonly isEstimated: boolean
}

/** Money set aside for one call; exactly one of the three ends it. */
export interface Reservation {
  /** The call was answered. */
  settle(bill: Bill): void
  /** The call was never done: not sent, or rejected. */
  release(): void
  /** Nobody knows whether the call was done; the money stays set aside and counts as spent. */
  keep(): void
}

/** Sets money aside before a call and books it after, so that what is spent is known at every moment. */
export interface SpendLedger {
  reserve(call: PlannedCall): Promise<Reservation>
}
