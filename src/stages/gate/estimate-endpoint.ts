import { studentTQuantile } from '../../numeric/student-t.ts'
import type { Look } from '../../records/decision.ts'
import type { Endpoint } from '../../records/verdict.ts'
import { BOUND_ERROR } from './bound-words.ts'
import { type EndpointValues, endpointValues } from './endpoint-values.ts'
import { linearisedVariance } from './linearised-variance.ts'
import { type MissingSlice, worstMissingSlice } from './missing-slices.ts'
import { rareLossBound } from './rare-loss-bound.ts'
import type { TrafficFrame } from './traffic-frame.ts'

/** Wins and losses added to the variance of a stratum (statistics note, section 2.1). */
const PSEUDO_COUNT = 0.25

/** What one endpoint says about the traffic, before any rule is applied to it. */
export type EndpointSummary = {
  readonly endpoint: Endpoint
  /** Pairs the endpoint applies to; those without a verdict are among them. */
  readonly n: number
  readonly scored: number
  /** Traffic-weighted mean difference, missing verdicts counted as ties; null when nothing was scored. */
  readonly estimate: number | null
  readonly standardError: number | null
  /** Of the t quantile; infinite when every pair is its own session. */
  readonly degreesOfFreedom: number
  /** Two one-sided bounds: 95%, or repeated ones at the levels of the look. */
  readonly interval: readonly [number, number] | null
  readonly missingShare: number
  readonly missingBounds: readonly [number, number] | null
  /** A full win on this endpoint's scale: 1, or 0.5 for preferences. */
  readonly winSize: number
  /** Largest missing share among the strata that hold at least 1% of the traffic. */
  readonly worstStratumMissingShare: number
  /** The same of every other slice; undefined when no verdict is missing. */
  readonly worstMissingSlice?: MissingSlice | undefined
  /** The look the endpoint is held to; undefined where it never changes from look to look, or there are none. */
  readonly look: Look | undefined
  /** One-sided error of the lower bound where it decides; 0: it decides nothing, and the usual 5% is shown. */
  readonly passAlpha: number
  /** A second lower bound, where too few pairs were lost for the first; undefined elsewhere. */
  readonly rareLossBound?: number | undefined
}

/**
 * The traffic-weighted mean paired difference of one endpoint: the Hajek mean with weights
 * 1 / inclusion probability over the pairs it applies to, with a stratified and session-robust interval.
 *
 * A missing verdict is a tie in the point estimate and is never hidden: `missingBounds` say where the
 * estimate would be if all of them were losses / wins (Manski).
 *
 * @param look - where the judge is asked in looks: the bounds are then repeated ones, valid at all looks together. An
 *   endpoint that rules decide alone says the same at every look and keeps its 95%.
 * @param passAlpha - one-sided error of a PASS where there are no looks; 0: none is left.
 */
export function estimateEndpoint(
  frame: TrafficFrame,
  endpoint: Endpoint,
  look?: Look,
  passAlpha = BOUND_ERROR,
): EndpointSummary {
  const values = endpointValues(frame, endpoint)
  const held = values.hasQuestions ? look : undefined
  const { total, missing, weighted } = weightedSums(values)
  const { n, scored, winSize } = values
  const missingShare = total > 0 ? missing / total : 0
  const centre = total > 0 ? weighted / total : 0
  const error = scored > 0 ? linearisedVariance(frame, values, centre, PSEUDO_COUNT) : undefined
  const degreesOfFreedom = error?.degreesOfFreedom ?? Number.POSITIVE_INFINITY
  const boundAt = (level: number) => studentTQuantile(level, degreesOfFreedom) * (error?.standardError ?? 0)
  const ownPass = held?.passAlpha ?? passAlpha
  const lower = 1 - (ownPass > 0 ? ownPass : BOUND_ERROR)
  const upper = 1 - (held?.failAlphas[0] ?? BOUND_ERROR)
  return {
    endpoint,
    n,
    scored,
    winSize,
    estimate: scored > 0 ? centre : null,
    standardError: error?.standardError ?? null,
    degreesOfFreedom,
    interval: error === undefined ? null : clipped(centre, boundAt(lower), boundAt(upper), winSize),
    missingShare,
    missingBounds: n > 0 ? clipped(centre, winSize * missingShare, winSize * missingShare, winSize) : null,
    worstStratumMissingShare: worstStratumMissingShare(frame, values),
    worstMissingSlice: worstMissingSlice(frame, values),
    look: held,
    passAlpha: ownPass,
    rareLossBound: scored > 0 ? rareLossBound(frame, values, 1 - lower) : undefined,
  }
}

function clipped(centre: number, below: number, above: number, limit: number): readonly [number, number] {
  return [Math.max(-limit, centre - below), Math.min(limit, centre + above)]
}

function weightedSums(values: EndpointValues): {
  readonly total: number
  readonly missing: number
  readonly weighted: number
} {
  let total = 0
  let missing = 0
  let weighted = 0
  for (let index = 0; index < values.applies.length; index += 1) {
    if (values.applies[index] === 0) continue
    const weight = values.weights[index] ?? 0
    total += weight
    missing += weight * (values.isMissing[index] ?? 0)
    weighted += weight * (values.differences[index] ?? 0)
  }
  return { total, missing, weighted }
}

function worstStratumMissingShare(frame: TrafficFrame, values: EndpointValues): number {
  if (values.scored === values.n) return 0
  const weights = new Float64Array(frame.homeCount)
  const domains = new Float64Array(frame.homeCount)
  const missing = new Float64Array(frame.homeCount)
  let total = 0
  for (const [index, home] of frame.homes.entries()) {
    const weight = frame.weights[index] ?? 0
    total += weight
    weights[home] = (weights[home] ?? 0) + weight
    const ownWeight = values.weights[index] ?? 0
    domains[home] = (domains[home] ?? 0) + ownWeight * (values.applies[index] ?? 0)
    missing[home] = (missing[home] ?? 0) + ownWeight * (values.isMissing[index] ?? 0)
  }
  let worst = 0
  for (const [home, domain] of domains.entries()) {
    if ((weights[home] ?? 0) < 0.01 * total || domain === 0) continue
    worst = Math.max(worst, (missing[home] ?? 0) / domain)
  }
  return worst
}
