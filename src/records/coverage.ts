import type { StratumId } from './ids.ts'

/** A share of the traffic in [0, 1], with its 95% interval for traffic like this window's. */
export type CoveredShare = {
  readonly estimate: number
  readonly interval: readonly [number, number]
  /** Traces it was counted over. */
  readonly n: number
}

/** How well one stratum of the traffic is covered. */
export type StratumCoverage = {
  readonly stratumId: StratumId
  readonly label: string
  /** Of the traffic. */
  readonly share: number
  /** Items in the stratum, and how many would cover it. */
  readonly items: number
  readonly required: number
  /** `items / required`, at most 1. */
  readonly covered: number
  /** Share of its traces that some item is near to; null when none of them was looked at. */
  readonly near: number | null
}

/** How much of a window's traffic a set of items (a suite, a sample) speaks for. */
export type Coverage = {
  readonly items: number
  /** Items that belong to no stratum of the traffic. */
  readonly outside: number
  /** Real-traffic coverage: every stratum counts with its share, as far as it has enough items. Null without traffic. */
  readonly traffic: CoveredShare | null
  /** Share of the traffic with an item as near as the radius of its own stratum; null where no stratum has a radius. */
  readonly near: CoveredShare | null
  /** In the order of the strata. */
  readonly strata: readonly StratumCoverage[]
}
