import { formatDifference, formatQuantity } from '../../numeric/format-number.ts'
import { smallestDetectableDifference } from '../../numeric/power.ts'
import { studentTQuantile } from '../../numeric/student-t.ts'
import type { EndpointEstimate, GateVerdict, GlobalGate } from '../../records/decision.ts'
import { boundLevels } from './bound-words.ts'
import type { EndpointSummary } from './estimate-endpoint.ts'
import type { GatePolicy } from './gate-policy.ts'
import { correctionText, type LabelledSummary, skewProblem } from './label-correction.ts'
import { isFailBeyondMissing, missingProblem } from './missing-rule.ts'
import { pairsToResolve } from './pairs-to-resolve.ts'

export type GlobalGateOptions = {
  readonly policy: GatePolicy
  /** The outcome endpoint when every pair has one: it decides, and this gate only describes. */
  readonly headline: EndpointSummary | undefined
  /** What its own gate says; needed where `headline` is given, for the planning numbers. */
  readonly headlineVerdict?: GateVerdict
}

/**
 * The verdict on the traffic-weighted difference of the structured and the preference endpoint: PASS needs
 * every endpoint that has pairs to pass (intersection-union, no correction), FAIL takes one that fails
 * after Holm's correction. Where the judge is asked in looks, both are held to the levels of the look.
 *
 * `estimate`, `interval` and `n` are those of the endpoint furthest from zero in standard errors, because two
 * scales are never averaged, and a choice by sign would not survive swapping the sides; `endpoints` has them all. With a headline outcome endpoint the gate is `not-evaluated`, its
 * endpoints are descriptive, and the two planning numbers are the outcome endpoint's.
 *
 * @see statistics note, sections 2.3 and 2.5.
 */
export function globalGate(summaries: readonly LabelledSummary[], options: GlobalGateOptions): GlobalGate {
  if (options.headline !== undefined) return descriptiveGate(summaries, options.headline, options)
  const failing = failingEndpoints(summaries, options)
  const endpoints = summaries.map(summary =>
    toEndpointEstimate(summary, verdictOf(summary, failing, options.policy.deltaThreshold), options.policy),
  )
  const evaluated = endpoints.filter(endpoint => endpoint.verdict !== 'not-evaluated')
  const [deciding] = [...evaluated].sort((left, right) => severity(right.verdict) - severity(left.verdict))
  const [shown] = [...evaluated].sort((left, right) => extremity(right) - extremity(left) || right.n - left.n)
  if (deciding === undefined || shown === undefined) {
    return {
      ...notEvaluated('No pair has tool calls or text that can be compared.'),
      endpoints,
      smallestDetectableDifference: null,
      pairsToResolve: null,
    }
  }
  const summary = summaries.find(candidate => candidate.endpoint === deciding.endpoint)
  return {
    verdict: deciding.verdict,
    estimate: shown.estimate,
    interval: shown.interval,
    n: shown.n,
    reason: deciding.reason,
    endpoints,
    smallestDetectableDifference: detectable(summary),
    pairsToResolve: summary === undefined ? null : resolving(summary, deciding.verdict, options.policy),
  }
}

function descriptiveGate(
  summaries: readonly LabelledSummary[],
  headline: EndpointSummary,
  { policy, headlineVerdict = 'not-evaluated' }: GlobalGateOptions,
): GlobalGate {
  return {
    ...notEvaluated('Every pair has a recorded outcome: text and tool judging is descriptive.'),
    endpoints: summaries.map(summary => toEndpointEstimate(summary, 'not-evaluated', policy)),
    smallestDetectableDifference: detectable(headline),
    pairsToResolve: resolving(headline, headlineVerdict, policy),
  }
}

function notEvaluated(
  reason: string,
): Pick<GlobalGate, 'verdict' | 'estimate' | 'interval' | 'n' | 'reason'> {
  return { verdict: 'not-evaluated', estimate: null, interval: null, n: 0, reason }
}

/** Endpoints whose drop reaches the margin and is real after Holm's step-down over the evaluated ones. */
function failingEndpoints(
  summaries: readonly EndpointSummary[],
  { policy }: GlobalGateOptions,
): ReadonlySet<EndpointSummary> {
  const evaluated = summaries.filter(summary => summary.n > 0)
  const ordered = [...evaluated].sort((left, right) => statistic(left) - statistic(right))
  const failing = new Set<EndpointSummary>()
  for (const [rank, summary] of ordered.entries()) {
    if (summary.estimate === null || summary.standardError === null) break
    const tests = evaluated.length - rank
    const level = 1 - (summary.look?.failAlphas[tests - 1] ?? policy.alpha.global / tests)
    const upper = summary.estimate + studentTQuantile(level, summary.degreesOfFreedom) * summary.standardError
    if (upper >= 0) break
    const isUndecidedByMissing =
      missingProblem(summary, policy.deltaThreshold) !== undefined &&
      !isFailBeyondMissing(summary, upper, policy.deltaThreshold)
    if (summary.estimate <= -policy.deltaThreshold && !isUndecidedByMissing) failing.add(summary)
  }
  return failing
}

function statistic({ estimate, standardError }: EndpointSummary): number {
  return estimate === null || standardError === null ? Number.POSITIVE_INFINITY : estimate / standardError
}

function verdictOf(
  summary: LabelledSummary,
  failing: ReadonlySet<EndpointSummary>,
  deltaThreshold: number,
): GateVerdict {
  if (summary.n === 0) return 'not-evaluated'
  if (failing.has(summary)) return 'FAIL'
  if (missingProblem(summary, deltaThreshold) !== undefined) return 'INCONCLUSIVE'
  const isPass = isClear(summary, deltaThreshold) && summary.passAlpha > 0
  return isPass && summary.blockingSkew === undefined ? 'PASS' : 'INCONCLUSIVE'
}

function isClear(summary: EndpointSummary, deltaThreshold: number): boolean {
  return isAbove(summary, deltaThreshold) && (summary.rareLossBound ?? 0) > -deltaThreshold
}

function isAbove({ interval }: EndpointSummary, deltaThreshold: number): boolean {
  return interval !== null && interval[0] > -deltaThreshold
}

/** Distance from zero in standard errors; an endpoint without an estimate comes last. */
function extremity({ estimate, standardError }: EndpointEstimate): number {
  if (estimate === null || standardError === null) return -1
  return estimate === 0 ? 0 : Math.abs(estimate) / standardError
}

function severity(verdict: GateVerdict): number {
  return verdict === 'FAIL' ? 3 : verdict === 'INCONCLUSIVE' ? 2 : verdict === 'PASS' ? 1 : 0
}

function toEndpointEstimate(
  summary: LabelledSummary,
  verdict: GateVerdict,
  policy: GatePolicy,
): EndpointEstimate {
  const { endpoint, n, estimate, interval, standardError, missingShare, missingBounds, judgeOnly } = summary
  const reason = endpointReason(summary, verdict, policy)
  return {
    endpoint,
    verdict,
    estimate,
    interval,
    n,
    reason,
    standardError,
    missingShare,
    missingBounds,
    ...(judgeOnly === undefined ? {} : { judgeOnly }),
  }
}

const ENDPOINT_NAMES = {
  structured: 'Tool calls',
  preference: 'Text preference',
  outcome: 'Outcomes',
} as const

function endpointReason(summary: LabelledSummary, verdict: GateVerdict, policy: GatePolicy): string {
  const name = ENDPOINT_NAMES[summary.endpoint]
  if (summary.n === 0) return `${name}: no pair to compare.`
  const pairs = formatQuantity(summary.n, 'pair')
  const problem = missingProblem(summary, policy.deltaThreshold)
  const skew = isClear(summary, policy.deltaThreshold) ? skewProblem(summary) : undefined
  if (summary.estimate === null) return `${name}: ${problem}; a judge or human labels would resolve it.`
  const measured = `${name}: traffic-weighted difference ${formatDifference(summary.estimate)}${boundsText(summary)} over ${pairs}${correctionText(summary)}`
  switch (verdict) {
    case 'FAIL':
      return `${measured}: a drop of at least the margin ${policy.deltaThreshold}.`
    case 'PASS':
      return `${measured}: a drop of the margin ${policy.deltaThreshold} is ruled out.`
    case 'INCONCLUSIVE':
      if (problem === undefined && skew !== undefined) return `${measured}, but ${skew}.`
      return summary.passAlpha === 0 && problem === undefined
        ? `${measured}: not shown to have dropped; the error rate of a PASS was spent by the runs before.`
        : problem === undefined
          ? `${measured}: ${undecidedText(summary, policy)}.`
          : `${measured}, but ${problem}; a judge or human labels for those pairs would resolve it.`
    case 'not-evaluated':
      return `${measured}: descriptive only.`
  }
}

function undecidedText(summary: EndpointSummary, policy: GatePolicy): string {
  const isRare = isAbove(summary, policy.deltaThreshold) && !isClear(summary, policy.deltaThreshold)
  return isRare
    ? `too few pairs, and too few of them lost, to rule a drop of ${policy.deltaThreshold} out; more pairs would resolve it`
    : `neither a drop of ${policy.deltaThreshold} nor its absence is shown${resolvingText(summary, policy)}`
}

function boundsText({ interval, look, passAlpha }: EndpointSummary): string {
  if (interval === null) return ''
  const kind =
    passAlpha === 0
      ? 'one-sided 95% bounds of one look'
      : look === undefined
        ? `one-sided ${boundLevels(passAlpha)} bounds`
        : `bounds valid at all ${look.looks} looks together`
  return ` (${kind} ${formatDifference(interval[0])} and ${formatDifference(interval[1])})`
}

function resolvingText(summary: EndpointSummary, policy: GatePolicy): string {
  const needed = resolving(summary, 'INCONCLUSIVE', policy)
  return needed === null ? '' : `; about ${formatQuantity(needed, 'pair')} would resolve it`
}

/** Planning numbers take the usual one-sided 5% and 80% power; the standard error already holds the sample size. */
function detectable(summary: EndpointSummary | undefined): number | null {
  return summary === undefined || summary.standardError === null
    ? null
    : smallestDetectableDifference(summary.standardError, 1)
}

function resolving(summary: EndpointSummary, verdict: GateVerdict, policy: GatePolicy): number | null {
  const { estimate, standardError, n } = summary
  if (verdict !== 'INCONCLUSIVE' || estimate === null || standardError === null) return null
  if (missingProblem(summary, policy.deltaThreshold) !== undefined) return null
  // What already clears the margin and may not pass needs something else than more pairs.
  if (isClear(summary, policy.deltaThreshold)) return null
  return pairsToResolve(estimate, standardError * Math.sqrt(n), n, policy.deltaThreshold)
}
