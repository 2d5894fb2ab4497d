import type { FailureMode } from '../../records/failure-mode.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'

/** How the candidate did on one adversarial item; `unresolved` is never a pass. */
export type AdversarialResult = 'passed' | 'failed' | 'unresolved'

/** Outcomes from here on are a success. */
export const SUCCESS_SCORE = 0.5

/** Modes found by comparing with the other side, which says nothing when the other side is a known failure. */
const COMPARED_MODES: ReadonlySet<FailureMode> = new Set(['wrong-tool', 'missing-call'])

/**
 * The candidate's own performance on an item that production failed.
 *
 * In order: a recorded outcome decides; a failure mode of its own is a failure; a known right answer
 * (`expected`) decides; the same answer as the failing one is a failure that persists; a failure
 * mode of the baseline that the candidate no longer shows is a pass; the rest needs a judge.
 */
export function adversarialResult(pair: JudgedPair): AdversarialResult {
  const { outcome, structured, preference } = pair.verdicts
  if (outcome.kind === 'scored') return outcome.candidateScore >= SUCCESS_SCORE ? 'passed' : 'failed'
  const isExpectedKnown = structured.kind === 'scored' && structured.basis === 'expected'
  const ownModes = pair.candidateModes.filter(mode => isExpectedKnown || !COMPARED_MODES.has(mode))
  if (ownModes.length > 0) return 'failed'
  if (isExpectedKnown) return structured.candidateScore >= SUCCESS_SCORE ? 'passed' : 'failed'
  const applicable = [structured, preference].filter(verdict => verdict.kind !== 'not-applicable')
  const isSameAnswer =
    applicable.length > 0 &&
    applicable.every(verdict => verdict.kind === 'scored' && verdict.basis === 'equality')
  if (isSameAnswer) return 'failed'
  return pair.baselineModes.some(mode => !COMPARED_MODES.has(mode)) ? 'passed' : 'unresolved'
}
