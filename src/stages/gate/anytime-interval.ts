import { asymptoticHalfWidth, FIRST_COUNT } from '../../numeric/confidence-sequence.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Sample } from '../../records/sample.ts'
import type { Endpoint } from '../../records/verdict.ts'
import { estimateEndpoint } from './estimate-endpoint.ts'
import { trafficFrame } from './traffic-frame.ts'

/** Two one-sided 95% bounds. */
const ALPHA = 0.1

/**
 * What an endpoint says while pairs are still being judged, for whoever watches: two one-sided 95% bounds that hold at
 * every moment together, however often one looks. Wider than the gate's own, which knows when it will look; it decides
 * nothing.
 *
 * The spread is that of the gate's estimate, strata, weights and sessions included, as of so many equal pairs.
 *
 * @param pairs - those judged so far, or all with `not-asked` where the judge is yet to be asked.
 * @returns undefined below 100 pairs with a verdict, where the approximation behind the bounds is not trusted.
 * @see statistics note, section 3.3.
 */
export function anytimeInterval(
  pairs: readonly JudgedPair[],
  sample: Sample,
  endpoint: Endpoint,
):
  | { readonly estimate: number; readonly interval: readonly [number, number]; readonly n: number }
  | undefined {
  const { estimate, standardError, scored, winSize } = estimateEndpoint(trafficFrame(pairs, sample), endpoint)
  if (estimate === null || standardError === null || scored < FIRST_COUNT) return undefined
  const half = asymptoticHalfWidth(standardError * standardError * scored, scored, { alpha: ALPHA })
  return {
    estimate,
    interval: [Math.max(-winSize, estimate - half), Math.min(winSize, estimate + half)],
    n: scored,
  }
}
