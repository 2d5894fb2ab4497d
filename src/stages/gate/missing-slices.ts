import type { EndpointValues } from './endpoint-values.ts'
import type { TrafficFrame } from './traffic-frame.ts'

/** Fewer answers than this say little of a slice: one that is missing would be a tenth. */
const SMALLEST_SLICE = 10
/** Of the traffic: what is rarer cannot hold the run. */
const SMALLEST_SHARE = 0.01

export type MissingSlice = {
  /** As a reader sees it: `language "de"`. */
  readonly slice: string
  readonly share: number
}

/**
 * The slice with the largest weighted share of its pairs without a verdict, among those that hold at least 1% of the
 * traffic and 10 pairs the endpoint applies to; strata have a share of their own and are left out.
 *
 * @returns undefined when no verdict is missing.
 * @see statistics note, section 2.4: what is discarded is not spread evenly.
 */
export function worstMissingSlice(frame: TrafficFrame, values: EndpointValues): MissingSlice | undefined {
  if (values.scored === values.n) return undefined
  const { slices, starts, members } = frame.slices()
  const weight = new Float64Array(slices.length)
  const domain = new Float64Array(slices.length)
  const missing = new Float64Array(slices.length)
  const pairs = new Int32Array(slices.length)
  let total = 0
  for (let index = 0; index < frame.pairs.length; index += 1) {
    const own = frame.weights[index] ?? 0
    const applies = values.applies[index] ?? 0
    const held = (values.weights[index] ?? 0) * applies
    const open = held * (values.isMissing[index] ?? 0)
    total += own
    for (let at = starts[index] ?? 0; at < (starts[index + 1] ?? 0); at += 1) {
      const slice = members[at] ?? 0
      weight[slice] = (weight[slice] ?? 0) + own
      domain[slice] = (domain[slice] ?? 0) + held
      missing[slice] = (missing[slice] ?? 0) + open
      pairs[slice] = (pairs[slice] ?? 0) + applies
    }
  }
  let worst: MissingSlice | undefined
  for (const [at, { family, name }] of slices.entries()) {
    const isLarge = (weight[at] ?? 0) >= SMALLEST_SHARE * total && (pairs[at] ?? 0) >= SMALLEST_SLICE
    if (family === 'cluster' || !isLarge) continue
    const share = (missing[at] ?? 0) / (domain[at] ?? 1)
    if (share > (worst?.share ?? 0)) worst = { slice: `${family} "${name}"`, share }
  }
  return worst
}
