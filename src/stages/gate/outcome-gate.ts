import { agrestiMinInterval } from '../../numeric/agresti-min.ts'
import { formatDifference, formatPValue, formatQuantity } from '../../numeric/format-number.ts'
import { mcnemarTwoSided, mcnemarWorse } from '../../numeric/mcnemar.ts'
import type { Outcome, OutcomeGate } from '../../records/decision.ts'
import type { TraceId } from '../../records/ids.ts'
import { BOUND_ERROR, boundLevels } from './bound-words.ts'
import type { EndpointSummary } from './estimate-endpoint.ts'
import type { GatePolicy } from './gate-policy.ts'
import { isFailBeyondMissing, missingProblem } from './missing-rule.ts'
import { pairsToResolve } from './pairs-to-resolve.ts'
import type { TrafficFrame } from './traffic-frame.ts'

type Counts = {
  readonly improved: readonly TraceId[]
  readonly regressed: readonly TraceId[]
  readonly tied: number
  /** Every outcome is 0 or 1. */
  readonly isBinary: boolean
}

type Measured = {
  readonly estimate: number
  readonly interval: readonly [number, number] | null
  readonly standardDeviation: number | null
  /** The interval is the one the McNemar test goes with; otherwise a FAIL needs the interval's upper bound too. */
  readonly isExact: boolean
}

/**
 * The verdict on recorded outcomes, paired (product definition 16): FAIL if the difference reaches the margin and the
 * exact one-sided McNemar p of losses is at most alpha, PASS if the lower bound is above the margin.
 *
 * The interval is Agresti-Min's over the unweighted counts where that answers the question asked: 0/1
 * outcomes, equal sampling weights, every pair its own session. Elsewhere it is the traffic-weighted one,
 * and a FAIL needs its upper bound below zero as well. A graded outcome is won by the higher value.
 */
export function outcomeGate(
  frame: TrafficFrame,
  summary: EndpointSummary,
  policy: GatePolicy,
  alpha: number,
): OutcomeGate {
  const counts = countOutcomes(frame)
  const { improved, regressed, tied } = counts
  const won = improved.length
  const lost = regressed.length
  const n = won + lost + tied
  const paired = {
    won,
    lost,
    tied,
    pValue: n > 0 ? mcnemarTwoSided(won, lost) : null,
    pValueWorse: n > 0 ? mcnemarWorse(won, lost) : null,
  }
  const ids = { improved, regressed }
  if (summary.n === 0 || summary.estimate === null) {
    const verdict = summary.n === 0 ? 'not-evaluated' : 'INCONCLUSIVE'
    const reason =
      summary.n === 0
        ? 'No pair has a recorded outcome on both sides.'
        : `Outcomes: ${missingProblem(summary, policy.deltaThreshold)}.`
    return { verdict, estimate: null, interval: null, n: 0, reason, paired, ...ids }
  }
  const measured = measure(frame, summary, summary.estimate, counts)
  const verdict = verdictOf(summary, measured, mcnemarWorse(won, lost) <= alpha, policy.deltaThreshold)
  return {
    verdict,
    estimate: measured.estimate,
    interval: measured.interval,
    n,
    reason: reasonOf(verdict, measured, paired, summary, policy),
    paired,
    ...ids,
  }
}

function countOutcomes(frame: TrafficFrame): Counts {
  const improved: TraceId[] = []
  const regressed: TraceId[] = []
  let tied = 0
  let isBinary = true
  for (const { traceId, verdicts } of frame.pairs) {
    const { outcome } = verdicts
    if (outcome.kind !== 'scored') continue
    const { baselineScore, candidateScore } = outcome
    isBinary &&= baselineScore * (1 - baselineScore) === 0 && candidateScore * (1 - candidateScore) === 0
    if (candidateScore > baselineScore) improved.push(traceId)
    else if (candidateScore < baselineScore) regressed.push(traceId)
    else tied += 1
  }
  return { improved, regressed, tied, isBinary }
}

function measure(
  frame: TrafficFrame,
  summary: EndpointSummary,
  estimate: number,
  { improved, regressed, isBinary }: Counts,
): Measured {
  const isExact = isBinary && frame.unitCount === frame.pairs.length && hasEqualWeights(frame.weights)
  const { standardError, n } = summary
  return {
    estimate,
    interval: isExact ? exactInterval(improved.length, regressed.length, summary) : summary.interval,
    standardDeviation: standardError === null ? null : standardError * Math.sqrt(n),
    isExact,
  }
}

/** Each end one-sided; the lower one at the level of a PASS. */
function exactInterval(
  won: number,
  lost: number,
  { n, passAlpha }: EndpointSummary,
): readonly [number, number] {
  const usual = agrestiMinInterval(won, lost, n, 0.9)
  // The usual level in the usual form: 1 - 2 * .05 is not .9 to the last digit.
  if (passAlpha === 0 || passAlpha === BOUND_ERROR) return usual
  return [agrestiMinInterval(won, lost, n, 1 - 2 * passAlpha)[0], usual[1]]
}

function hasEqualWeights(weights: Float64Array): boolean {
  const first = weights[0] ?? 1
  return weights.every(weight => Math.abs(weight - first) <= 1e-9 * first)
}

function verdictOf(
  summary: EndpointSummary,
  { estimate, interval, isExact }: Measured,
  isSignificant: boolean,
  deltaThreshold: number,
): Outcome {
  const upper = interval?.[1] ?? Number.POSITIVE_INFINITY
  const isDrop = estimate <= -deltaThreshold && isSignificant && (isExact || upper < 0)
  const problem = missingProblem(summary, deltaThreshold)
  if (isDrop && (problem === undefined || isFailBeyondMissing(summary, upper, deltaThreshold))) return 'FAIL'
  // The exact interval is the rule as it is defined; the other one has the bound of the global gate beside it.
  const rare = isExact ? 0 : (summary.rareLossBound ?? 0)
  const isClear = interval !== null && Math.min(interval[0], rare) > -deltaThreshold
  return problem === undefined && summary.passAlpha > 0 && isClear ? 'PASS' : 'INCONCLUSIVE'
}

function reasonOf(
  verdict: Outcome,
  { estimate, interval, standardDeviation }: Measured,
  { won, lost, tied, pValue, pValueWorse }: OutcomeGate['paired'],
  summary: EndpointSummary,
  policy: GatePolicy,
): string {
  const { deltaThreshold } = policy
  const n = won + lost + tied
  const bounds =
    interval === null
      ? ''
      : `, one-sided ${boundLevels(summary.passAlpha)} bounds ${formatDifference(interval[0])} and ${formatDifference(interval[1])}`
  const measured = `Outcomes: the candidate won ${won} and lost ${lost} of ${formatQuantity(n, 'pair')} (difference ${formatDifference(estimate)}${bounds}; exact p of losses ${formatPValue(pValueWorse ?? 1)}, two-sided ${formatPValue(pValue ?? 1)})`
  if (verdict === 'FAIL') return `${measured}: a drop of at least the margin ${deltaThreshold}.`
  if (verdict === 'PASS') return `${measured}: a drop of the margin ${deltaThreshold} is ruled out.`
  const problem = missingProblem(summary, deltaThreshold)
  if (problem !== undefined) return `${measured}, but ${problem}; outcomes for those pairs would resolve it.`
  const needed =
    standardDeviation === null ? null : pairsToResolve(estimate, standardDeviation, summary.n, deltaThreshold)
  const remedy = needed === null ? '' : `; about ${formatQuantity(needed, 'pair')} would resolve it`
  return `${measured}: neither a drop of ${deltaThreshold} nor its absence is shown${remedy}.`
}
