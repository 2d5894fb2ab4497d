import type { FailureMode } from '../../records/failure-mode.ts'
import type { RedactedTrace, ToolCall } from '../../records/trace.ts'
import type { Verdict, VerdictBasis } from '../../records/verdict.ts'
import { flagsOf } from './attacks/flags-of.ts'
import { canonicalCalls } from './canonical-output.ts'
import { firstDivergence } from './first-divergence.ts'
import type { Judge } from './judge-model.ts'
import { modeNames, type Side } from './side.ts'

/** The modes that make a side's calls invalid: such a side scores 0 whatever else it did. */
const INVALIDATING: readonly FailureMode[] = [
  'truncated-tool-call',
  'unparsable-arguments',
  'schema-violation',
  'unknown-tool',
  'empty-answer',
  'timeout',
  'error',
  'step-limit',
]

/**
 * True when the pair is compared by its tool calls: something is expected, or a side calls a tool anywhere. Every
 * other pair is compared by its texts, so that exactly one of the two endpoints applies.
 */
export function isStructured(request: RedactedTrace, baseline: Side, candidate: Side): boolean {
  return request.expected !== undefined || baseline.calls.length > 0 || candidate.calls.length > 0
}

/**
 * The verdict on the tool calls of a pair, both sides scored in [0, 1]. In this order:
 *
 * 1. With `expected`: each side is 1 when its calls are the expected ones and it shows no invalidating mode, else 0.
 * 2. User or tools said something else before the agents called differently: not applicable (product definition 19).
 *    Decided before any mode is looked at, so that whether a pair counts never depends on who failed.
 * 3. An invalidating mode anywhere in a side's own run: 0; the clean side 1; both 0.
 * 4. Equal calls in order over the whole run: 1 and 1.
 * 5. The first difference in calls, at an identical prefix: the judge's question.
 *
 * The agents' own words are not part of the prefix here: after the same calls with the same answers of user and
 * tools, a different call is the agent's choice. Every rule treats the sides alike: swapping them swaps the scores.
 *
 * @see product definitions 1 and 19.
 */
export async function judgeStructured(
  request: RedactedTrace,
  baseline: Side,
  candidate: Side,
  judge: Judge,
): Promise<Verdict> {
  if (baseline.match !== undefined && candidate.match !== undefined) {
    const reason = `baseline: ${expectedReason(baseline)}; candidate: ${expectedReason(candidate)}`
    return scored('expected', expectedScore(baseline), expectedScore(candidate), reason)
  }
  const divergence = firstDivergence(baseline.messages, candidate.messages, 'calls')
  const isFailed = baseline.answer.kind === 'failed' || candidate.answer.kind === 'failed'
  // A side that never answered has no conversation that could have parted: it failed at the shared beginning.
  if (divergence.kind === 'context' && !isFailed) {
    return notApplicable('User or tools answered the two sides differently before their calls differ.')
  }
  if (isInvalid(baseline) || isInvalid(candidate)) {
    const reason = `modes of the baseline: ${modeNames(baseline)}; of the candidate: ${modeNames(candidate)}`
    return scored('check', isInvalid(baseline) ? 0 : 1, isInvalid(candidate) ? 0 : 1, reason)
  }
  if (canonicalCalls(baseline.calls) === canonicalCalls(candidate.calls)) {
    return scored('equality', 1, 1, 'equal calls')
  }
  // Unequal calls without a turn that differs: only a failed answer gets here, and it was decided above.
  if (divergence.kind !== 'turn')
    return notApplicable('The sides never call differently at an identical prefix.')
  const baselineCalls = divergence.baseline?.calls ?? []
  const candidateCalls = divergence.candidate?.calls ?? []
  const prefix = baseline.messages.slice(0, divergence.prefixLength)
  const answer = await judge.compareArguments({ request, prefix, baselineCalls, candidateCalls })
  const found = flagsOf(flaggableText(baselineCalls), flaggableText(candidateCalls))
  const flags = found.length === 0 ? {} : { flags: found }
  return answer.kind === 'scored'
    ? { ...answer, endpoint: 'structured', basis: 'judge', ...flags }
    : { ...answer, endpoint: 'structured', ...flags }
}

/** No call is no text: it says nothing only in the sense that the agent ended or spoke instead. */
function flaggableText(calls: readonly ToolCall<string>[]): string {
  return calls.length === 0 ? '' : canonicalCalls(calls)
}

function expectedScore(side: Side): number {
  return isInvalid(side) ? 0 : (side.match?.score ?? 0)
}

function expectedReason(side: Side): string {
  const matched = side.match?.reason ?? 'nothing expected'
  return isInvalid(side) ? `${matched} (modes: ${modeNames(side)})` : matched
}

function isInvalid(side: Side): boolean {
  return side.modes.some(mode => INVALIDATING.includes(mode))
}

function scored(basis: VerdictBasis, baselineScore: number, candidateScore: number, reason: string): Verdict {
  return { kind: 'scored', endpoint: 'structured', basis, baselineScore, candidateScore, reason }
}

function notApplicable(reason: string): Verdict {
  return { kind: 'not-applicable', endpoint: 'structured', reason }
}
