import type {
  CandidateComparison,
  ComparedCandidate,
  ComparedNumber,
} from '../../records/candidate-comparison.ts'
import type { Decision, EndpointEstimate, Gate, Outcome, SequentialDecision } from '../../records/decision.ts'
import type { RunId } from '../../records/ids.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Sample } from '../../records/sample.ts'
import type { Strata } from '../../records/strata.ts'
import { withinShare } from './alpha-share.ts'
import { decide } from './decide.ts'
import type { GatePolicy } from './gate-policy.ts'
import { holmOverCandidates } from './holm-over-candidates.ts'

/** What one candidate's run leaves to decide by. */
export type CandidateRun = {
  readonly name: string
  readonly runId: RunId
  readonly pairs: readonly JudgedPair[]
  readonly sample: Sample
  readonly strata: Strata
  /** As the judge was asked in that run, at the first step of Holm: its text endpoints stay at that level. */
  readonly sequential: SequentialDecision | undefined
  /** With the error rates a single candidate has. */
  readonly policy: GatePolicy
  readonly sampleDigest: string | undefined
  readonly costPicoUsd: number | undefined
}

/**
 * Several candidates against one baseline, each held to the whole gate, with Holm over the candidates: once for the claim
 * that one is no worse, once for the claim that one is worse. A PASS also takes that no gate fails at the error rates a
 * single candidate has, so that comparing more candidates never makes one easier to release.
 *
 * @param runs - in the order they are to be shown; at least one.
 */
export function compareCandidates(runs: readonly CandidateRun[]): CandidateComparison {
  const decisionOf = cached((index: number, pass: number, fail: number): Decision => {
    const { pairs, sample, strata, policy, sequential } = runs[index] as CandidateRun
    return decide(pairs, sample, strata, withinShare(policy, { pass, fail }), sequential)
  })
  const outcomeAt = (index: number, pass: number, fail: number): Outcome =>
    decisionOf(index, pass, fail).outcome
  const failed = holmOverCandidates(runs.length, (index, share) => outcomeAt(index, 1, share) === 'FAIL')
  const passed = holmOverCandidates(runs.length, (index, share) => outcomeAt(index, share, 1) === 'PASS')
  const candidates = runs.map((run, index): ComparedCandidate => {
    const [worse, fine] = [failed[index], passed[index]]
    const outcome = worse?.isRejected ? 'FAIL' : fine?.isRejected ? 'PASS' : 'INCONCLUSIVE'
    const share = (outcome === 'FAIL' ? worse?.share : fine?.share) ?? 1
    const alone = decisionOf(index, 1, 1)
    const decided = outcome === 'FAIL' ? decisionOf(index, 1, share) : decisionOf(index, share, 1)
    return {
      ...row(run, decided),
      outcome,
      alone: alone.outcome,
      share,
      reason: reasonOf(outcome, decided, alone, share),
    }
  })
  return {
    outcome: overall(candidates),
    onInconclusive: runs[0]?.policy.onInconclusive ?? 'block',
    candidates,
    notes: notesOf(runs),
  }
}

/** PASS: there is something to release. FAIL: nothing here is. */
function overall(candidates: readonly ComparedCandidate[]): Outcome {
  if (candidates.some(({ outcome }) => outcome === 'PASS')) return 'PASS'
  return candidates.length > 0 && candidates.every(({ outcome }) => outcome === 'FAIL')
    ? 'FAIL'
    : 'INCONCLUSIVE'
}

function row(
  { name, runId, sampleDigest, costPicoUsd }: CandidateRun,
  { gates }: Decision,
): Omit<ComparedCandidate, 'outcome' | 'alone' | 'share' | 'reason'> {
  const endpoint = (wanted: EndpointEstimate['endpoint']): ComparedNumber =>
    numberOf(gates.global.endpoints.find(each => each.endpoint === wanted))
  return {
    name,
    runId,
    preference: endpoint('preference'),
    structured: endpoint('structured'),
    recordedOutcome: numberOf(gates.outcome),
    adversarial: numberOf(gates.adversarial),
    modes: gates.modes.findings.filter(({ finding }) => finding === 'regression').map(({ mode }) => mode),
    sampleDigest: sampleDigest ?? null,
    costPicoUsd: costPicoUsd ?? null,
  }
}

function numberOf(found: Pick<Gate, keyof ComparedNumber> | undefined): ComparedNumber {
  if (found === undefined) return { verdict: 'not-evaluated', estimate: null, interval: null, n: 0 }
  const { verdict, estimate, interval, n } = found
  return { verdict, estimate, interval, n }
}

function reasonOf(outcome: Outcome, decided: Decision, alone: Decision, share: number): string {
  if (outcome === alone.outcome || outcome !== 'INCONCLUSIVE')
    return decided.reasons[0] ?? 'No gate had anything to say.'
  return `Alone it would be ${alone.outcome}; among these candidates it is held to one part in ${Math.round(1 / share)} of the error rates, and that is not shown.`
}

function notesOf(runs: readonly CandidateRun[]): readonly string[] {
  const digests = new Set(runs.map(({ sampleDigest }) => sampleDigest))
  return [
    ...(digests.size > 1
      ? [
          'The candidates were asked other samples of the traffic (the budget paid for smaller ones): their differences are not of the same requests.',
        ]
      : []),
    ...(runs.some(({ sequential }) => sequential !== undefined)
      ? [
          'The judge was asked in looks at the first step of Holm: differences of texts and tool calls stay at that level, which is stricter than the later steps.',
        ]
      : []),
  ]
}

/** Deciding again takes a moment, and Holm asks for the same more than once. */
function cached<T>(work: (index: number, pass: number, fail: number) => T): typeof work {
  const known = new Map<string, T>()
  return (index, pass, fail) => {
    const key = `${index} ${pass} ${fail}`
    const found = known.get(key)
    if (found !== undefined) return found
    const value = work(index, pass, fail)
    known.set(key, value)
    return value
  }
}
