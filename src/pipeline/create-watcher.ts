import type { Dependencies } from '../dependencies.ts'
import type { InterimEstimate } from '../records/interim-estimate.ts'
import type { JudgedPair } from '../records/judged-pair.ts'
import type { Sample } from '../records/sample.ts'
import type { Endpoint } from '../records/verdict.ts'
import { anytimeInterval } from '../stages/gate/anytime-interval.ts'

/** How often a run says what it found so far: more is not seen, and every time costs an estimate. */
const TIMES = 40
const ENDPOINTS: readonly Endpoint[] = ['structured', 'preference', 'outcome']

/**
 * Takes pairs as they are judged, in any order, and tells whoever watches what those judged so far say.
 *
 * @param total - how many pairs there are.
 * @param known - what is known of them before the first one is judged, by position; empty: nothing.
 * @returns the pair it was given.
 */
export function createWatcher(
  total: number,
  known: readonly JudgedPair[],
  sample: Sample,
  onInterim: Dependencies['onInterim'],
): (pair: JudgedPair, position: number) => JudgedPair {
  const pairs: (JudgedPair | undefined)[] = [...known]
  const step = Math.max(1, Math.ceil(total / TIMES))
  let judged = 0
  return (pair, position) => {
    pairs[position] = pair
    judged += 1
    if (onInterim !== undefined && judged % step === 0) onInterim(interimOf(pairs, sample))
    return pair
  }
}

function interimOf(pairs: readonly (JudgedPair | undefined)[], sample: Sample): readonly InterimEstimate[] {
  const judged = pairs.flatMap(pair => pair ?? [])
  return ENDPOINTS.flatMap(endpoint => {
    const found = anytimeInterval(judged, sample, endpoint)
    return found === undefined ? [] : [{ endpoint, ...found }]
  })
}
