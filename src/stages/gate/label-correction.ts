import { formatDifference, formatInterval, formatQuantity } from '../../numeric/format-number.ts'
import { studentTQuantile } from '../../numeric/student-t.ts'
import type { AuditEvidence, JudgeSkew } from '../../records/audit.ts'
import type { EndpointSummary } from './estimate-endpoint.ts'

/** One-sided error of a bound that is shown, unless looks or earlier runs leave less. */
const BOUND_ERROR = 0.05
/** Fewer labels than a week's say too little of the tails of the judge's errors to decide a release by. */
const FEWEST_TO_CORRECT = 50

/** The difference of texts as people's labels let it stand. */
export type LabelledSummary = EndpointSummary & {
  /** What the judge alone says, where the labels were precise enough to take its place. */
  readonly judgeOnly?: Pick<EndpointSummary, 'interval'> & {
    readonly estimate: number
    readonly standardError: number
  }
  readonly correction?: NonNullable<AuditEvidence['correction']>
  /** A skew for which nothing that rests on the judge alone may pass. */
  readonly blockingSkew?: JudgeSkew
}

/**
 * The text preference moved by what people's labels show the judge to be wrong by, where they resolve the margin: at
 * least 50 of them, and a one-sided 95% bound of the shift no further from it than the margin. Elsewhere the judge's
 * own, and no PASS if its skew is surely beyond what a PASS may be off.
 *
 * The shift is PPI++ over eight weeks less the judge alone over the same pairs, so that earlier candidates lend their
 * labels to this one without lending it their quality; it takes the judge's mean error for the same over these weeks.
 *
 * @param evidence - of the run's own judge and rubric; undefined: nobody ever labelled.
 * @see statistics note, section 4.8.
 */
export function withLabels(
  summary: EndpointSummary,
  evidence: AuditEvidence | undefined,
  deltaThreshold: number,
): LabelledSummary {
  if (evidence === undefined || summary.estimate === null || summary.standardError === null) return summary
  const { correction } = evidence
  if (correction === null || !isPrecise(correction, deltaThreshold)) {
    const blockingSkew = [evidence.skew, evidence.skewOfWeek].find(skew => skew?.alarm === 'blocks')
    return blockingSkew === undefined || blockingSkew === null ? summary : { ...summary, blockingSkew }
  }
  const { estimate, standardError, interval } = summary
  return {
    ...moved(summary, estimate, standardError, correction),
    judgeOnly: { estimate, standardError, interval },
    correction,
  }
}

function isPrecise(
  { labels, standardError }: NonNullable<AuditEvidence['correction']>,
  deltaThreshold: number,
): boolean {
  return (
    labels >= FEWEST_TO_CORRECT &&
    studentTQuantile(1 - BOUND_ERROR, labels - 1) * standardError <= deltaThreshold
  )
}

function moved(
  summary: EndpointSummary,
  judged: number,
  judgedError: number,
  { shift, standardError: shiftError, labels }: NonNullable<AuditEvidence['correction']>,
): EndpointSummary {
  const { winSize: limit, passAlpha, look, missingShare, rareLossBound } = summary
  const clip = (value: number): number => Math.min(limit, Math.max(-limit, value))
  const estimate = clip(judged + shift)
  const standardError = Math.hypot(judgedError, shiftError)
  // The fewer of both: what is known of the spread is known from either part alone.
  const degreesOfFreedom = Math.min(summary.degreesOfFreedom, labels - 1)
  const boundAt = (error: number): number => studentTQuantile(1 - error, degreesOfFreedom) * standardError
  const gain = limit * missingShare
  return {
    ...summary,
    estimate,
    standardError,
    degreesOfFreedom,
    rareLossBound: rareLossBound === undefined ? undefined : clip(rareLossBound + shift),
    interval: [
      clip(estimate - boundAt(passAlpha > 0 ? passAlpha : BOUND_ERROR)),
      clip(estimate + boundAt(look?.failAlphas[0] ?? BOUND_ERROR)),
    ],
    missingBounds: summary.missingBounds === null ? null : [clip(estimate - gain), clip(estimate + gain)],
  }
}

/** How the labels moved an estimate, as the end of a clause; empty where they did not. */
export function correctionText({ judgeOnly, correction }: LabelledSummary): string {
  return judgeOnly === undefined || correction === undefined
    ? ''
    : `, corrected by ${formatQuantity(correction.labels, 'label')} of people (the judge alone: ${formatDifference(judgeOnly.estimate)})`
}

/** Why a skewed judge clears nothing, as a clause. */
export function skewProblem({ blockingSkew }: LabelledSummary): string | undefined {
  return blockingSkew === undefined
    ? undefined
    : `people and judge differ by ${formatDifference(blockingSkew.mean)} (95% ${formatInterval(blockingSkew.interval)}, ${formatQuantity(blockingSkew.labels, 'label')}), more than a PASS of the judge alone may be off; more labels or another judge would resolve it`
}
