import type { RunId } from './ids.ts'

/** Parts of the gate's error rates that one run may use: of a PASS, and of a FAIL; in [0, 1]. */
export type AlphaShare = { readonly pass: number; readonly fail: number }

/** One run of a chain of extensions; for one of several candidates, `share` is what all of them had together. */
export type AlphaRun = {
  readonly runId: RunId
  readonly targetSize: number
  readonly share: AlphaShare
}

/** How a run's error rates are spent, together with those of the runs it extends. */
export type AlphaPlan = {
  readonly targetSize: number
  /** The largest size that was announced before the first run; undefined: none, and the first run spent everything. */
  readonly extendTo: number | undefined
  readonly share: AlphaShare
  /** The runs this one extends, oldest first; empty: it extends none. */
  readonly earlier: readonly AlphaRun[]
  /** Candidates that share the error rates; absent: this one alone. */
  readonly comparedCandidates?: number | undefined
}

/** What an extension has to know of the run it extends, from that run's kept result. */
export type ParentRun = {
  readonly runId: RunId
  readonly configHash: string
  readonly outcome: string
  /** Traces drawn. */
  readonly size: number
  /** Names the drawn traces; undefined in results of earlier versions. */
  readonly sampleDigest: string | undefined
  /** Who judged, under which rubrics; equal words are an equal judge. */
  readonly judgedBy: string
  readonly plan: AlphaPlan
}
