import type { FailureMode } from './failure-mode.ts'

/** A share of the traffic in [0, 1] as the sample shows it, with its 95% interval. */
export type HealthShare = {
  readonly estimate: number
  readonly interval: readonly [number, number]
  /** Traces it was counted over. */
  readonly n: number
}

/** What the baseline's own answers show in one window, weighted to the traffic. */
export type BaselineHealth = {
  /** Recorded success of production; null when no trace of the sample has an outcome. */
  readonly outcome: HealthShare | null
  /** Share of traces that show the mode; those nobody showed are left out. */
  readonly modes: readonly (HealthShare & { readonly mode: FailureMode })[]
  /** Pairs the modes were counted over. */
  readonly n: number
}
