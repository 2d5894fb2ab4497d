import type { Decision, Gate, Gates, Outcome, SequentialDecision } from '../../records/decision.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Sample } from '../../records/sample.ts'
import type { Strata } from '../../records/strata.ts'
import type { TrafficDifference } from './adversarial-comparison.ts'
import { adversarialGate } from './adversarial-gate.ts'
import { type EndpointSummary, estimateEndpoint } from './estimate-endpoint.ts'
import { flagAttribution, flagSentences } from './flag-attribution.ts'
import type { GatePolicy } from './gate-policy.ts'
import { globalGate } from './global-gate.ts'
import { withLabels } from './label-correction.ts'
import { modesGate } from './modes-gate.ts'
import { outcomeGate } from './outcome-gate.ts'
import { pointRule } from './point-rule.ts'
import { reasonsOf } from './reasons.ts'
import { ruleSentences, sequentialSentence, warningSentence } from './rule-sentences.ts'
import { slicesGate } from './slices-gate.ts'
import { trafficFrame } from './traffic-frame.ts'

/**
 * The release decision on judged pairs: every gate that has its input, and the verdict they give together.
 *
 * The order of `pairs` changes nothing; swapping the sides negates every difference.
 *
 * @param sample - the draw the pairs come from; the order of its strata decides how thin ones merge.
 * @param strata - names the slices.
 * @param sequential - how the judge was asked, when it was asked in looks: the text endpoints are held to the levels of
 *   the last look. The other gates rest on rules and have all pairs whenever the judge stopped.
 * @throws {InvariantError} for a score outside [0, 1] or an inclusion probability outside (0, 1].
 * @see product definitions 16-18; statistics note, section 2.
 */
export function decide(
  pairs: readonly JudgedPair[],
  sample: Sample,
  strata: Strata,
  policy: GatePolicy,
  sequential?: SequentialDecision,
): Decision {
  const frame = trafficFrame(pairs, sample)
  const { pass } = policy.alpha
  const outcome = estimateEndpoint(frame, 'outcome', undefined, pass)
  const isHeadline = frame.pairs.length > 0 && outcome.scored === frame.pairs.length
  const text = [
    estimateEndpoint(frame, 'structured', sequential, pass),
    withLabels(estimateEndpoint(frame, 'preference', sequential, pass), policy.audit, policy.deltaThreshold),
  ]

  const slices = slicesGate(frame, strata, policy.alpha.slices, isHeadline)
  const modes = modesGate(frame, strata, policy.alpha.modes)
  const adversarial = adversarialGate(pairs, {
    floor: policy.adversarialFloor,
    alpha: policy.alpha.adversarial,
    traffic: trafficDifference(isHeadline ? [outcome] : text),
  })
  const isGlobalEvaluated = !isHeadline && text.some(summary => summary.n > 0)
  const isOutcomeAlone = !isGlobalEvaluated && !isEvaluated(adversarial)
  const outcomeAlpha = isOutcomeAlone ? policy.alpha.outcomeAlone : policy.alpha.outcome
  const recorded = outcomeGate(frame, outcome, policy, outcomeAlpha)
  const gates: Gates = {
    global: globalGate(text, {
      policy,
      headline: isHeadline ? outcome : undefined,
      headlineVerdict: recorded.verdict,
    }),
    outcome: recorded,
    adversarial,
    slices,
    modes,
  }
  return conclude(gates, policy, sequential, flagAttribution(frame, strata, gates, isHeadline))
}

/** Of several endpoints the one furthest from zero in standard errors, as the global gate shows it. */
function trafficDifference(summaries: readonly EndpointSummary[]): TrafficDifference | undefined {
  const measured = summaries.flatMap(({ endpoint, n, estimate, standardError }) =>
    estimate === null || standardError === null ? [] : [{ endpoint, n, estimate, standardError }],
  )
  const extremity = ({ estimate, standardError }: TrafficDifference): number =>
    estimate === 0 ? 0 : Math.abs(estimate) / standardError
  return measured.sort((left, right) => extremity(right) - extremity(left) || right.n - left.n)[0]
}

/** Both rules' verdicts, the one in force first. */
function conclude(
  gates: Gates,
  policy: GatePolicy,
  sequential: SequentialDecision | undefined,
  flags: Decision['flagAttribution'],
): Decision {
  const { rule, onInconclusive } = policy
  const point = pointRule(gates, policy)
  const byRule = { interval: overall(gates), point: point.outcome }
  const verdict = byRule[rule]
  const { first, last } = ruleSentences(rule, byRule, point)
  return {
    outcome: verdict,
    reasons: [
      ...first,
      ...caveats(gates, byRule.interval),
      ...reasonsOf(gates, flagSentences(flags)),
      ...sequentialSentence(sequential),
      ...last,
      ...warningSentence(verdict, onInconclusive),
    ],
    gates,
    ...(flags === undefined ? {} : { flagAttribution: flags }),
    rule,
    byRule,
    onInconclusive,
    ...(sequential === undefined ? {} : { sequential }),
  }
}

function isEvaluated(gate: Gate): boolean {
  return gate.verdict !== 'not-evaluated'
}

/**
 * FAIL if any gate fails; else INCONCLUSIVE if any is inconclusive or nothing was measured; else PASS. Slices and modes
 * only search for regressions: finding none is no measurement, so that they alone never pass a candidate.
 */
function overall({ global, outcome, adversarial, slices, modes }: Gates): Outcome {
  const all = [global, outcome, adversarial, slices, modes]
  if (all.some(gate => gate.verdict === 'FAIL')) return 'FAIL'
  if (all.some(gate => gate.verdict === 'INCONCLUSIVE')) return 'INCONCLUSIVE'
  return [global, outcome, adversarial].some(isEvaluated) ? 'PASS' : 'INCONCLUSIVE'
}

function caveats({ global, outcome, adversarial }: Gates, verdict: Outcome): readonly string[] {
  return verdict === 'INCONCLUSIVE' && ![global, outcome, adversarial].some(isEvaluated)
    ? [
        'Nothing says whether answers got better or worse: no pair has a comparison of tool calls, text or outcomes; recorded outcomes, replays of single turns or a judge would resolve it.',
      ]
    : []
}
