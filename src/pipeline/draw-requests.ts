import type { TraceId } from '../records/ids.ts'
import { createBottomK } from '../stages/sample/bottom-k.ts'
import { permanentRandomNumber } from '../stages/sample/permanent-random-number.ts'

/** No stratum is called so: the requests to cluster are drawn independently of the traces to replay. */
const SCOPE = 'requests-to-cluster'

/** Draws `count` ids uniformly: those of smallest permanent random number of `seed`, whatever their order. */
export function drawRequests(seed: string): (ids: readonly TraceId[], count: number) => ReadonlySet<TraceId> {
  return (ids, count) => {
    const kept = createBottomK<TraceId>(count)
    for (const id of ids) kept.offer(id, permanentRandomNumber(seed, SCOPE, id))
    return new Set(kept.entries().map(({ id }) => id))
  }
}
