import type { IngestReport, Manifest, StageTiming } from './evaluation.ts'
import type { Tier } from './judged-pair.ts'
import type { PassCount } from './suite.ts'

/** The strategies in the order of the article's table. */
export const STRATEGIES = ['static', 'replay', 'cluster_stratified', 'judge_only'] as const

export type Strategy = (typeof STRATEGIES)[number]

/** How often something happened among so many resamples, with its 95% interval (Wilson). */
export type Rate = {
  readonly count: number
  readonly of: number
  readonly estimate: number
  readonly interval: readonly [number, number]
}

/** What a strategy would pay for once. `none`: this config pays nobody; `unknown`: a price is missing, which is never free. */
export type StrategyCost =
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'forecast'
      /** Pico-dollars of one run, 90 in 100 times within `low` and `high`. */
      readonly low: number
      readonly expected: number
      readonly high: number
      /** Standard deviation of `expected` from draw to draw; null where nothing is drawn. */
      readonly drawSpread: number | null
    }

/** How a frozen suite or a sample holds up against the traffic. */
export type StrategyCoverage = {
  /** Real-traffic coverage of the newest window, in [0, 1]. */
  readonly now: number | null
  /** Share of that traffic with an item near it; null where no stratum has a radius. */
  readonly near: number | null
  /** Real-traffic coverage of every window, oldest first, the newest last. */
  readonly weeks: readonly (number | null)[]
}

export type StrategyRow = {
  readonly strategy: Strategy
  /** Traces replayed or judged per run, on average. */
  readonly size: number
  readonly coverage: StrategyCoverage
  /** Items people have to add per week to hold the first window's coverage; null with one window. */
  readonly changesPerWeek: number | null
  /** FAIL of the whole gate with the fault, PASS with it, and FAIL without it. */
  readonly detection: Rate
  readonly passedFault: Rate
  readonly falseAlarm: Rate
  /** FAIL of the traffic-weighted difference alone, with and without the fault; null for a strategy that has nothing else. */
  readonly byDifference: { readonly detection: Rate; readonly falseAlarm: Rate } | null
  /** Whether a candidate that is not released yet can be caught at all. */
  readonly isBeforeRelease: boolean
  readonly cost: StrategyCost
}

/** The article's table of strategies with measured numbers. */
export type Comparison = {
  readonly resamples: number
  readonly targetSize: number
  readonly fault: {
    readonly kind: string
    readonly rate: number
    readonly tier: Tier | null
    readonly inWords: string
    /** Traces of the window it can befall, and the drop of the traffic's pass rate it amounts to. */
    readonly befalls: number
    readonly trafficDrop: number
  }
  readonly weeks: readonly {
    readonly startMs: number | null
    readonly endMs: number | null
    readonly traces: number
  }[]
  readonly strata: number
  readonly suite: {
    readonly name: string
    /** Built from the oldest window, because the config names no suite. */
    readonly isStandIn: boolean
    readonly items: number
    /** Items without an answer a fault could be put into. */
    readonly unanswered: number
    readonly historical: { readonly score: number; readonly items: number } | null
    readonly production: PassCount | null
  }
  readonly rows: readonly StrategyRow[]
  /** Assumed errors of a judge of single answers. */
  readonly loneJudge: { readonly sensitivity: number; readonly falsePositiveRate: number }
  readonly notes: readonly string[]
  readonly ingest: IngestReport
  readonly manifest: Omit<Manifest, 'judge' | 'isJudgeLanguageModel'>
  readonly timings: readonly StageTiming[]
}
