import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Verdict } from '../../records/verdict.ts'

/** 1: the candidate won the pair, -1: it lost, 0: tie; undefined: nothing was scored. */
export type PairSign = -1 | 0 | 1 | undefined

/**
 * Who won a pair, as slices count it. With a headline outcome the outcome decides. Otherwise tool calls and
 * text together: won (lost) if at least one of them is won (lost) and none is lost (won); one of each is a
 * tie. The outcome speaks only where neither of them was scored.
 *
 * Signs, not scores, are pooled here, so that no two scales meet.
 */
export function pairSign({ verdicts }: JudgedPair, isOutcomeHeadline: boolean): PairSign {
  const outcome = verdictSign(verdicts.outcome)
  if (isOutcomeHeadline) return outcome
  const structured = verdictSign(verdicts.structured)
  const preference = verdictSign(verdicts.preference)
  if (structured === undefined && preference === undefined) return outcome
  const sum = (structured ?? 0) + (preference ?? 0)
  return sum > 0 ? 1 : sum < 0 ? -1 : 0
}

function verdictSign(verdict: Verdict): PairSign {
  if (verdict.kind !== 'scored') return undefined
  if (verdict.candidateScore === verdict.baselineScore) return 0
  return verdict.candidateScore > verdict.baselineScore ? 1 : -1
}
