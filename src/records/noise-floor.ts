import type { Rate } from './comparison.ts'
import type { Manifest, StageTiming } from './evaluation.ts'
import type { Allocation } from './sample.ts'
import type { Endpoint } from './verdict.ts'

/** The paired difference of production against itself on one endpoint. Absent numbers are null, never zero. */
export type EndpointNoise = {
  readonly endpoint: Endpoint
  /** Pairs with a verdict, and those without. */
  readonly scored: number
  readonly missing: number
  /** Traffic-weighted. */
  readonly mean: number | null
  readonly standardDeviation: number | null
  /** Share of the verdicts that are ties, in [0, 1]. */
  readonly tieShare: number | null
}

/** What production differs from itself by, before any candidate is looked at. */
export type NoiseFloor = {
  /** Whether production answered again, or its recording was only copied. */
  readonly isLive: boolean
  readonly answeredBy: string
  readonly pairs: number
  readonly endpoints: readonly EndpointNoise[]
  /** Pairs in which only one of the two answers shows a failure mode. */
  readonly discordantModes: number
  /** Verdicts of the whole gate with sides exchanged at random, session by session. */
  readonly falseVerdicts: {
    readonly resamples: number
    readonly fail: Rate
    readonly pass: Rate
    readonly inconclusive: Rate
  }
  /** The recording in two random halves: how far their failure rates lie apart, and how often that reads as a FAIL. */
  readonly halves: {
    readonly failureRate: number
    readonly standardDeviation: number
    readonly fail: Rate
  } | null
  readonly suggested: {
    /** Traces that see a drop of the margin with 80% power; null where no spread is known. */
    readonly targetSize: number | null
    readonly basis: 'measured' | 'assumed from the failure rate' | 'unknown'
    readonly allocation: Allocation
    readonly allocationReason: string
    /** Share of the judge's questions on which its votes differed; null when no judge was asked. */
    readonly voteDisagreement: number | null
    readonly votes: string
  }
  readonly notes: readonly string[]
  readonly populationSize: number
  readonly margin: number
  readonly manifest: Manifest
  readonly costPicoUsd: number | undefined
  readonly timings: readonly StageTiming[]
}
