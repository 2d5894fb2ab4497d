import type { Look } from '../../records/decision.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Sample } from '../../records/sample.ts'
import { estimateEndpoint } from './estimate-endpoint.ts'
import type { GatePolicy } from './gate-policy.ts'
import { globalGate } from './global-gate.ts'
import { withLabels } from './label-correction.ts'
import { trafficFrame } from './traffic-frame.ts'

export type LookDecision = 'continue' | 'stop-pass' | 'stop-fail'

/**
 * Whether the judge's answers so far decide the text endpoints: the global gate itself, at the levels of the look.
 * What it stops is the judge alone: `pairs` are all pairs, with every verdict that rules give.
 *
 * With a recorded outcome on every pair the gate only describes, and nothing stops.
 *
 * @param pairs - those whose question was not put yet carry `not-asked`.
 */
export function lookDecision(
  pairs: readonly JudgedPair[],
  sample: Sample,
  look: Look,
  policy: GatePolicy,
): LookDecision {
  const frame = trafficFrame(pairs, sample)
  const outcome = estimateEndpoint(frame, 'outcome')
  const isHeadline = frame.pairs.length > 0 && outcome.scored === frame.pairs.length
  const { pass } = policy.alpha
  const text = [
    estimateEndpoint(frame, 'structured', look, pass),
    withLabels(estimateEndpoint(frame, 'preference', look, pass), policy.audit, policy.deltaThreshold),
  ]
  const { verdict } = globalGate(text, { policy, headline: isHeadline ? outcome : undefined })
  return verdict === 'PASS' ? 'stop-pass' : verdict === 'FAIL' ? 'stop-fail' : 'continue'
}
