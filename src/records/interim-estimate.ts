import type { Endpoint } from './verdict.ts'

/** What an endpoint says while pairs are still being judged, for whoever watches: it decides nothing. */
export type InterimEstimate = {
  readonly endpoint: Endpoint
  readonly estimate: number
  /** Two one-sided 95% bounds that hold at every moment together. */
  readonly interval: readonly [number, number]
  /** Pairs with a verdict so far. */
  readonly n: number
}
