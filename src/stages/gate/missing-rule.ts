import { formatShareInWords } from '../../numeric/format-number.ts'
import type { EndpointSummary } from './estimate-endpoint.ts'

const MISSING_LIMIT = 0.1
const STRATUM_MISSING_LIMIT = 0.2
/** Below this share the bounds on missing verdicts are shown and decide nothing. */
const NEGLIGIBLE_SHARE = 0.02

/**
 * Why an endpoint's missing verdicts forbid to clear the candidate, as a clause of a sentence; undefined
 * when they do not.
 *
 * @see statistics note, section 2.4: hard traces are discarded more often than easy ones, so that
 *   leaving them out turns a true drop into none.
 */
export function missingProblem(summary: EndpointSummary, deltaThreshold: number): string | undefined {
  const { n, scored, missingShare, missingBounds, worstStratumMissingShare, worstMissingSlice } = summary
  if (n > 0 && scored === 0) return `none of ${n} pairs has a verdict`
  if (missingShare > MISSING_LIMIT) {
    return `${formatShareInWords(missingShare)} of the traffic has no verdict (at most ${formatShareInWords(MISSING_LIMIT)} may)`
  }
  if (worstStratumMissingShare > STRATUM_MISSING_LIMIT) {
    return `${formatShareInWords(worstStratumMissingShare)} of one stratum has no verdict (at most ${formatShareInWords(STRATUM_MISSING_LIMIT)} may)`
  }
  if (worstMissingSlice !== undefined && worstMissingSlice.share > STRATUM_MISSING_LIMIT) {
    const { slice, share } = worstMissingSlice
    return `${formatShareInWords(share)} of slice ${slice} has no verdict (at most ${formatShareInWords(STRATUM_MISSING_LIMIT)} may)`
  }
  if (missingBounds === null || missingShare <= NEGLIGIBLE_SHARE) return undefined
  const [worst, best] = missingBounds
  return worst < -deltaThreshold && best > -deltaThreshold
    ? `the ${formatShareInWords(missingShare)} of the traffic without a verdict could decide either way`
    : undefined
}

/**
 * Whether a drop would still be a FAIL if every missing verdict were a win of the candidate.
 *
 * @param upper - upper bound of the estimate at the level of the FAIL rule.
 */
export function isFailBeyondMissing(
  summary: EndpointSummary,
  upper: number,
  deltaThreshold: number,
): boolean {
  const gain = summary.winSize * summary.missingShare
  return summary.estimate !== null && summary.estimate + gain <= -deltaThreshold && upper + gain < 0
}
