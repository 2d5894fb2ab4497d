import type { RedactedTrace } from '../../records/trace.ts'
import type { Verdict, VerdictBasis } from '../../records/verdict.ts'
import { flagsOf } from './attacks/flags-of.ts'
import { firstDivergence } from './first-divergence.ts'
import type { Judge } from './judge-model.ts'
import { modeNames, type Side } from './side.ts'

/** The score of the baseline, and of a tie: win 1, tie 0.5, loss 0 for the candidate (statistics notes 2.3). */
const TIE = 0.5

/**
 * The verdict on the texts of a pair in which neither side calls a tool. In this order: conversations that part
 * through something other than the agents are not applicable; a failure mode on one side alone decides against it;
 * modes on both sides, or equal texts, tie; a text that says nothing loses to one that says something and ties with
 * another such text, so that no judge can be asked to reward it; anything else is the judge's question.
 *
 * Swapping the sides negates `candidateScore - baselineScore`.
 */
export async function judgePreference(
  request: RedactedTrace,
  baseline: Side,
  candidate: Side,
  judge: Judge,
): Promise<Verdict> {
  const divergence = firstDivergence(baseline.messages, candidate.messages, 'all')
  const isFailed = baseline.answer.kind === 'failed' || candidate.answer.kind === 'failed'
  if (divergence.kind === 'context' && !isFailed) {
    return {
      kind: 'not-applicable',
      endpoint: 'preference',
      reason: 'The conversations part before the agents do: these are not two answers to one prefix.',
    }
  }
  const isBaselineBad = baseline.modes.length > 0
  const isCandidateBad = candidate.modes.length > 0
  if (isBaselineBad || isCandidateBad) {
    const score = isBaselineBad === isCandidateBad ? TIE : isBaselineBad ? 1 : 0
    const reason = `modes of the baseline: ${modeNames(baseline)}; of the candidate: ${modeNames(candidate)}`
    return scored('check', score, reason)
  }
  if (divergence.kind !== 'turn') return scored('equality', TIE, 'equal texts')
  const texts = {
    baselineText: divergence.baseline?.text ?? '',
    candidateText: divergence.candidate?.text ?? '',
  }
  const found = flagsOf(texts.baselineText, texts.candidateText)
  const flags = found.length === 0 ? {} : { flags: found }
  // A side that ended has no text that could say nothing: whether it ended rightly is the judge's question.
  const isOneEnded = divergence.baseline === undefined || divergence.candidate === undefined
  const degenerate = found.filter(({ kind }) => kind === 'degenerate').map(({ side }) => side)
  const [only] = degenerate
  if (only !== undefined && !isOneEnded) {
    const score = degenerate.length === 2 ? TIE : only === 'baseline' ? 1 : 0
    return { ...scored('check', score, `says nothing: ${degenerate.join(' and ')}`), ...flags }
  }
  const prefix = baseline.messages.slice(0, divergence.prefixLength)
  const answer = await judge.compareTexts({ request, prefix, ...texts })
  return answer.kind === 'scored'
    ? { ...answer, endpoint: 'preference', basis: 'judge', ...flags }
    : { ...answer, endpoint: 'preference', ...flags }
}

function scored(basis: VerdictBasis, candidateScore: number, reason: string): Verdict & { kind: 'scored' } {
  return { kind: 'scored', endpoint: 'preference', basis, baselineScore: TIE, candidateScore, reason }
}
