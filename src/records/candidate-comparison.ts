import type { GateVerdict, Outcome } from './decision.ts'
import type { RunId } from './ids.ts'

/** A number of one gate or endpoint; null where it was not measured. */
export type ComparedNumber = {
  readonly verdict: GateVerdict
  readonly estimate: number | null
  readonly interval: readonly [number, number] | null
  readonly n: number
}

/** One of several candidates beside the same baseline. */
export type ComparedCandidate = {
  readonly name: string
  readonly runId: RunId
  /** After Holm over the candidates. */
  readonly outcome: Outcome
  /** What the same pairs would decide if this candidate were the only one. */
  readonly alone: Outcome
  /** The candidate's part of the error rates when it was decided: 1 over the candidates that were undecided then. */
  readonly share: number
  /** The cause of `outcome`, in a sentence. */
  readonly reason: string
  readonly preference: ComparedNumber
  readonly structured: ComparedNumber
  readonly recordedOutcome: ComparedNumber
  readonly adversarial: ComparedNumber
  /** Failure modes that grew beyond chance. */
  readonly modes: readonly string[]
  readonly sampleDigest: string | null
  /** Integer pico-dollars; null: a price is unknown. */
  readonly costPicoUsd: number | null
}

export type CandidateComparison = {
  /** PASS when a candidate passes, FAIL when all fail. */
  readonly outcome: Outcome
  readonly onInconclusive: 'block' | 'warn'
  /** In the order of the config. */
  readonly candidates: readonly ComparedCandidate[]
  /** What a reader must know; sentences. */
  readonly notes: readonly string[]
}
