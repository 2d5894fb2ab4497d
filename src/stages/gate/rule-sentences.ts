import { formatQuantity } from '../../numeric/format-number.ts'
import type { Decision, DecisionRule, Outcome, SequentialDecision } from '../../records/decision.ts'
import type { PointVerdict } from './point-rule.ts'

/**
 * What a reader must know of the two rules: before every other reason when the article's rule is in force, which then
 * is the cause of the verdict, and otherwise after them, when it would have decided differently.
 */
export function ruleSentences(
  rule: DecisionRule,
  { interval, point }: { readonly [rule in DecisionRule]: Outcome },
  { reason }: PointVerdict,
): { readonly first: readonly string[]; readonly last: readonly string[] } {
  if (rule === 'point') {
    const beside =
      interval === point
        ? 'The bounds say the same.'
        : `The bounds say ${interval}: regression_gates.decision: interval decides by them.`
    return { first: [`The bare estimates decide, without their error: ${reason}. ${beside}`], last: [] }
  }
  const last =
    interval === point ? [] : [`The bare estimates, without their error, would say ${point}: ${reason}.`]
  return { first: [], last }
}

/** How far the judge was asked, where that was not everything; nothing otherwise. */
export function sequentialSentence(sequential: SequentialDecision | undefined): readonly string[] {
  if (sequential === undefined || sequential.ended === 'all-asked') return []
  const { look, looks, asked, questions, ended } = sequential
  const verdict = ended === 'early-pass' ? 'cleared' : 'failed'
  return [
    `The judge was asked ${asked} of ${formatQuantity(questions, 'question')}: at look ${look} of ${looks} its answers had ${verdict} the candidate. Rules checked every pair.`,
  ]
}

/** That an INCONCLUSIVE does not hold the release back, where the policy says so. */
export function warningSentence(
  outcome: Outcome,
  onInconclusive: Decision['onInconclusive'],
): readonly string[] {
  return outcome === 'INCONCLUSIVE' && onInconclusive === 'warn'
    ? ['Not decided, and not held back: regression_gates.on_inconclusive is `warn` (exit code 0).']
    : []
}
