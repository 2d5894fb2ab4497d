import type { Answer } from '../../records/replay.ts'
import type { Verdict } from '../../records/verdict.ts'

/**
 * The verdict on the recorded outcomes of a pair. A side that did not answer has outcome 0: lost where the other
 * succeeded, tied where it did not (product definition 22). Without a baseline outcome nothing is compared; a
 * candidate that answered without one is unresolved, never a failure.
 */
export function judgeOutcome(baseline: Answer, candidate: Answer): Verdict {
  const endpoint = 'outcome'
  const baselineScore = outcomeOf(baseline)
  const candidateScore = outcomeOf(candidate)
  const isRecorded = [baseline, candidate].some(
    side => side.kind === 'completed' && outcomeOf(side) !== undefined,
  )
  if (baselineScore === undefined || !isRecorded) {
    return { kind: 'not-applicable', endpoint, reason: 'The baseline has no recorded outcome.' }
  }
  if (candidateScore === undefined) {
    return { kind: 'abstained', endpoint, reason: 'The outcome of the candidate is not recorded.' }
  }
  const failed = [failure('baseline', baseline), failure('candidate', candidate)].filter(text => text !== '')
  return {
    kind: 'scored',
    endpoint,
    basis: 'outcome',
    baselineScore,
    candidateScore,
    reason: failed.length === 0 ? 'recorded outcomes' : `recorded outcomes; ${failed.join('; ')}`,
  }
}

function outcomeOf(answer: Answer): number | undefined {
  return answer.kind === 'failed' ? 0 : answer.trace.outcome
}

function failure(side: string, answer: Answer): string {
  return answer.kind === 'failed' ? `the ${side} did not answer (${answer.reason})` : ''
}
