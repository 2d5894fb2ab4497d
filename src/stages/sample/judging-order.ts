import type { TraceId } from '../../records/ids.ts'
import type { Draw } from '../../records/sample.ts'
import type { Stratum } from '../../records/strata.ts'
import { judgingOffset } from './permanent-random-number.ts'

/** What was drawn from one stratum, in random order. */
export type StratumDraws = {
  readonly stratum: Stratum
  readonly traceIds: readonly TraceId[]
  readonly inclusionProbability: number
}

/**
 * All draws in the order in which they are judged: the r-th of n_h draws of a stratum stands at
 * (r + U_h) / n_h. Every prefix then holds each stratum in its share of the whole, to within one draw, so
 * that a run stopped early is still a stratified sample.
 */
export function judgingOrder(drawn: readonly StratumDraws[], seed: string): readonly Draw[] {
  return drawn
    .flatMap(({ stratum, traceIds, inclusionProbability }) => {
      const offset = judgingOffset(seed, stratum.id)
      return traceIds.map((traceId, rank) => ({
        key: (rank + offset) / traceIds.length,
        draw: { traceId, stratumId: stratum.id, inclusionProbability },
      }))
    })
    .sort((a, b) => a.key - b.key || (a.draw.traceId < b.draw.traceId ? -1 : 1))
    .map(({ draw }) => draw)
}
