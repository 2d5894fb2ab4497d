import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Verdict } from '../../records/verdict.ts'

/** The pair as it would read had the sides answered the other way round: every difference is negated. */
export function exchanged(pair: JudgedPair): JudgedPair {
  const { structured, preference, outcome } = pair.verdicts
  return {
    ...pair,
    baselineModes: pair.candidateModes,
    candidateModes: pair.baselineModes,
    verdicts: {
      structured: exchangedVerdict(structured),
      preference: exchangedVerdict(preference),
      outcome: exchangedVerdict(outcome),
    },
  }
}

/** On the preference scale the baseline is fixed at a half. */
function exchangedVerdict(verdict: Verdict): Verdict {
  if (verdict.kind !== 'scored') return verdict
  return verdict.endpoint === 'preference'
    ? { ...verdict, candidateScore: 1 - verdict.candidateScore }
    : { ...verdict, baselineScore: verdict.candidateScore, candidateScore: verdict.baselineScore }
}
