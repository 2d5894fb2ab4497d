import type { Draw } from './sample.ts'
import type { RedactedTrace } from './trace.ts'

/**
 * What one side answered. `missing`: no answer is recorded for this id, which counts as a failed replay. `divergedAt`:
 * the turn, counted from 0, that called what the recording has no result for, where a trajectory had to end.
 */
export type Answer =
  | { readonly kind: 'completed'; readonly trace: RedactedTrace; readonly divergedAt?: number }
  | { readonly kind: 'failed'; readonly reason: 'error' | 'timeout' | 'missing' }

/** A traffic pair was drawn by the sample; an adversarial pair is in every run and carries no traffic weight. */
export type ReplayOrigin =
  | { readonly kind: 'traffic'; readonly draw: Draw }
  | { readonly kind: 'adversarial'; readonly weight: number }

/** One request with the baseline's answer (always present: it defines the request) and the candidate's. */
export type Replay = {
  readonly request: RedactedTrace
  readonly origin: ReplayOrigin
  readonly baseline: Answer
  readonly candidate: Answer
  /** What production answers today to an adversarial request, whose `baseline` stays the recorded failure; absent: it was not asked. */
  readonly production?: Answer
}
