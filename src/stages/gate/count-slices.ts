import type { SliceFinding } from '../../records/decision.ts'
import type { StratumId } from '../../records/ids.ts'
import type { Strata } from '../../records/strata.ts'
import { pairSign } from './pair-sign.ts'
import { questionWeights } from './question-weights.ts'
import type { TrafficFrame } from './traffic-frame.ts'

export type SliceFamily = SliceFinding['family']

/** Families in the order they are reported. */
export const SLICE_FAMILIES = ['cluster', 'tier', 'tool', 'flag'] as const satisfies readonly SliceFamily[]

/** Counts of one slice. `n` is the pairs with a comparison; `weight` is the traffic of all its pairs. */
export type SliceCounts = {
  readonly family: SliceFamily
  readonly name: string
  readonly n: number
  readonly won: number
  readonly lost: number
  readonly weight: number
  /**
   * (won - lost) / n with every question that was put counted as often as it stands for one that was not: where a judge
   * stopped early, pairs that rules decided would otherwise be over-represented.
   */
  readonly net: number
}

type Counter = { n: number; won: number; lost: number; weight: number; stoodFor: number; netSum: number }

/**
 * Wins and losses of every slice of the traffic, in one pass: intent clusters (noise included), tiers,
 * tools and flag states. A pair is in one cluster, one tier, and in every tool and flag state it has.
 */
export function countSlices(
  frame: TrafficFrame,
  strata: Strata,
  isOutcomeHeadline: boolean,
): readonly SliceCounts[] {
  const names = stratumNames(strata)
  const families: Record<SliceFamily, Map<string, Counter>> = {
    cluster: new Map(),
    tier: new Map(),
    tool: new Map(),
    flag: new Map(),
  }
  const standsFor = questionShares(frame)
  for (const [index, pair] of frame.pairs.entries()) {
    const sign = pairSign(pair, isOutcomeHeadline)
    const seen = { sign, weight: frame.weights[index] ?? 0, standsFor: standsFor[index] ?? 1 }
    const { stratumId } = pair.origin.draw
    count(families.cluster, names.get(stratumId) ?? stratumId, seen)
    count(families.tier, pair.facts.tier, seen)
    for (const tool of pair.facts.tools) count(families.tool, tool, seen)
    for (const flag in pair.facts.flags) {
      count(families.flag, `${flag}=${pair.facts.flags[flag]}`, seen)
    }
  }
  return SLICE_FAMILIES.flatMap(family =>
    [...families[family]].map(([name, { stoodFor, netSum, ...counter }]) => ({
      family,
      name,
      ...counter,
      net: stoodFor > 0 ? netSum / stoodFor : 0,
    })),
  )
}

/** How many pairs each pair stands for because not every question was put; 1 where rules decided. */
function questionShares(frame: TrafficFrame): Float64Array {
  const shares = new Float64Array(frame.pairs.length).fill(1)
  // At most one question a pair: the other endpoint's weight is the pair's own.
  for (const endpoint of ['structured', 'preference'] as const) {
    const { weights, notAsked } = questionWeights(frame, endpoint)
    if (notAsked === 0) continue
    for (const [index, weight] of weights.entries()) {
      shares[index] = Math.max(shares[index] ?? 1, weight / (frame.weights[index] ?? 1))
    }
  }
  return shares
}

type Seen = {
  readonly sign: ReturnType<typeof pairSign>
  readonly weight: number
  readonly standsFor: number
}

function count(slices: Map<string, Counter>, name: string, { sign, weight, standsFor }: Seen): void {
  let counter = slices.get(name)
  if (counter === undefined) {
    counter = { n: 0, won: 0, lost: 0, weight: 0, stoodFor: 0, netSum: 0 }
    slices.set(name, counter)
  }
  counter.weight += weight
  if (sign === undefined) return
  counter.n += 1
  counter.stoodFor += standsFor
  counter.netSum += standsFor * sign
  if (sign > 0) counter.won += 1
  if (sign < 0) counter.lost += 1
}

/** What a person calls each stratum: its label, with the id behind it where two strata share a label. */
export function stratumNames(strata: Strata): ReadonlyMap<StratumId, string> {
  const uses = new Map<string, number>()
  for (const { label } of strata.strata) uses.set(label, (uses.get(label) ?? 0) + 1)
  return new Map(
    strata.strata.map(({ id, label }) => [id, uses.get(label) === 1 ? label : `${label} (${id})`]),
  )
}
