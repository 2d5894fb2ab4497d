import type { BaselineHealth, HealthShare } from './baseline-health.ts'
import type { RunId } from './ids.ts'
import type { KeptRun } from './kept-run.ts'

/** Why results before and after are not of one series, in words a reader understands. */
export type SeriesBreak = {
  readonly what: 'judge' | 'rubric' | 'embedding-model' | 'stratum-model'
  readonly before: string
  readonly after: string
}

/** A share of production's own traffic that is not what it was in the window before. */
export type BaselineChange = {
  /** `outcome` or a failure mode. */
  readonly what: string
  readonly before: number
  readonly after: number
  /** Of `after - before`, 95%. */
  readonly interval: readonly [number, number]
  /** Two-sided, after Benjamini-Hochberg over everything compared between the two windows. */
  readonly adjustedPValue: number
  readonly isChange: boolean
}

/** One window. */
export type TrendPoint = {
  readonly runId: RunId
  readonly window: { readonly startMs: number; readonly endMs: number }
  readonly outcome: KeptRun['outcome']
  readonly delta: KeptRun['delta']
  readonly coverage: HealthShare | null
  readonly baseline: BaselineHealth | null
  readonly costPicoUsd: number | null
  /** Counted from 1; a break starts the next. */
  readonly series: number
  /** Against the window before; empty: none. */
  readonly breaks: readonly SeriesBreak[]
  /** Likewise; a new judge breaks no baseline, which is what production recorded. */
  readonly baselineChanges: readonly BaselineChange[]
}

/** Change per week over the windows of the newest series. */
export type Slope = {
  readonly perWeek: number
  /** 95%. */
  readonly interval: readonly [number, number]
  readonly windows: number
}

/** Runs of successive windows, oldest first. */
export type Trend = {
  readonly points: readonly TrendPoint[]
  /** Null with fewer than three windows of the newest series. */
  readonly deltaSlope: Slope | null
  readonly coverageSlope: Slope | null
  /** Runs left out: of the same window as a newer one, or of traces without a time. */
  readonly superseded: number
  readonly undated: number
}
