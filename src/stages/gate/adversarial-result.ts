import type { FailureMode } from '../../records/failure-mode.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'

/** How the candidate did on one adversarial item; `unresolved` is never a pass. */
export type AdversarialResult = 'passed' | 'failed' | 'unresolved'

/** Outcomes from here on are a success. */
export const SUCCESS_SCORE = 0.5

/** Modes found by comparing with the other side, which says nothing when the other side is a known failure. */
const COMPARED_MODES: ReadonlySet<FailureMode> = new Set(['wrong-tool', 'missing-call'])

/** An answer beside the recorded failure, which is the baseline. */
export type FailurePair = Pick<JudgedPair, 'baselineModes' | 'candidateModes' | 'verdicts'>

/**
 * How an answer did on an item that production failed.
 *
 * In order: a recorded outcome decides; a failure mode of its own is a failure; a known right answer
 * (`expected`) decides; the same answer as the failing one, or one that is judged no better, is a failure that
 * persists; an answer that is judged better, or no longer shows the failure's mode, is a pass; the rest is open,
 * as is a comparison of which no two votes agree.
 */
export function adversarialResult(pair: FailurePair): AdversarialResult {
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
  const compared = applicable.flatMap(verdict =>
    verdict.kind === 'scored' && verdict.basis !== 'equality' ? [verdict] : [],
  )
  if (compared.some(verdict => verdict.isUnresolved === true)) return 'unresolved'
  if (compared.length > 0) {
    return compared.every(verdict => verdict.candidateScore > verdict.baselineScore) ? 'passed' : 'failed'
  }
  return pair.baselineModes.some(mode => !COMPARED_MODES.has(mode)) ? 'passed' : 'unresolved'
}
