import type { StratumId } from '../../records/ids.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Strata } from '../../records/strata.ts'
import type { Verdict } from '../../records/verdict.ts'
import { pairSign } from './pair-sign.ts'
import { questionWeights } from './question-weights.ts'
import { sessionCounts } from './session-counts.ts'
import { SLICE_FAMILIES, type SliceFamily } from './slice-index.ts'
import type { TrafficFrame } from './traffic-frame.ts'

/** Counts of one slice. `n` is the pairs with a comparison; `weight` is the traffic of all its pairs. */
export type SliceCounts = {
  readonly family: SliceFamily
  readonly name: string
  readonly n: number
  readonly won: number
  readonly lost: number
  /** Sessions in which more was won than lost, and the other way round; the pairs where none repeats. */
  readonly sessionsWon: number
  readonly sessionsLost: number
  readonly weight: number
  /**
   * (won - lost) / n with every question that was put counted as often as it stands for one that was not: where a judge
   * stopped early, pairs that rules decided would otherwise be over-represented.
   */
  readonly net: number
  /** Weighted share of its comparable pairs of which an endpoint has no verdict; undefined when none is comparable. */
  readonly unresolvedShare: number | undefined
}

/** Wins and losses of the slices, and of all the traffic. */
export type SlicedTraffic = {
  readonly slices: readonly SliceCounts[]
  /** Traffic-weighted (won - lost) / n over all pairs with a comparison; undefined when there is none. */
  readonly net: number | undefined
}

/** Families that say something only where the traffic differs in them: one language is no slice. */
const DIVIDING: ReadonlySet<SliceFamily> = new Set(['context-length', 'language', 'customer-tier'])

/** Columns of one slice in the sums. */
const [N, WON, LOST, WEIGHT, STOOD_FOR, NET_SUM, COMPARABLE, UNRESOLVED, WIDTH] = [0, 1, 2, 3, 4, 5, 6, 7, 8]

/** Wins and losses of every slice of the traffic, in one pass over the pairs; families in their order. */
export function countSlices(frame: TrafficFrame, strata: Strata, isOutcomeHeadline: boolean): SlicedTraffic {
  const { slices, starts, members } = frame.slices()
  const sums = new Float64Array(slices.length * WIDTH)
  const standsFor = questionShares(frame)
  let netSum = 0
  let netWeight = 0
  for (const [index, pair] of frame.pairs.entries()) {
    const sign = pairSign(pair, isOutcomeHeadline)
    const weight = frame.weights[index] ?? 0
    const share = standsFor[index] ?? 1
    const held = comparableWeight(pair, isOutcomeHeadline)
    if (sign !== undefined) {
      netSum += weight * share * sign
      netWeight += weight * share
    }
    for (let at = starts[index] ?? 0; at < (starts[index + 1] ?? 0); at += 1) {
      const from = (members[at] ?? 0) * WIDTH
      add(sums, from + WEIGHT, weight)
      add(sums, from + COMPARABLE, held.comparable * weight)
      add(sums, from + UNRESOLVED, held.unresolved * weight)
      if (sign === undefined) continue
      add(sums, from + N, 1)
      add(sums, from + STOOD_FOR, share)
      add(sums, from + NET_SUM, share * sign)
      if (sign > 0) add(sums, from + WON, 1)
      if (sign < 0) add(sums, from + LOST, 1)
    }
  }
  const sessions = sessionCounts(frame, slices.length, (index, add) => {
    const pair = frame.pairs[index]
    const sign = pair === undefined ? undefined : pairSign(pair, isOutcomeHeadline)
    for (let at = starts[index] ?? 0; at < (starts[index + 1] ?? 0); at += 1) add(members[at] ?? 0, sign ?? 0)
  })
  const names = stratumNames(strata)
  const counted = slices.map(({ family, name }, at) => {
    const sum = (column: number): number => sums[at * WIDTH + column] ?? 0
    return {
      family,
      name: family === 'cluster' ? (names.get(name as StratumId) ?? name) : name,
      n: sum(N),
      won: sum(WON),
      lost: sum(LOST),
      sessionsWon: sessions?.won[at] ?? sum(WON),
      sessionsLost: sessions?.lost[at] ?? sum(LOST),
      weight: sum(WEIGHT),
      net: sum(STOOD_FOR) > 0 ? sum(NET_SUM) / sum(STOOD_FOR) : 0,
      unresolvedShare: sum(COMPARABLE) > 0 ? sum(UNRESOLVED) / sum(COMPARABLE) : undefined,
    }
  })
  return {
    slices: SLICE_FAMILIES.flatMap(family => {
      const own = counted.filter(slice => slice.family === family)
      return DIVIDING.has(family) && own.length < 2 ? [] : own
    }),
    net: netWeight > 0 ? netSum / netWeight : undefined,
  }
}

function add(sums: Float64Array, at: number, value: number): void {
  sums[at] = (sums[at] ?? 0) + value
}

/** 1 where a comparison was to be had, and where it has no verdict. */
function comparableWeight(
  { verdicts }: JudgedPair,
  isOutcomeHeadline: boolean,
): { readonly comparable: 0 | 1; readonly unresolved: 0 | 1 } {
  const compared = isOutcomeHeadline ? [verdicts.outcome] : [verdicts.structured, verdicts.preference]
  let comparable: 0 | 1 = 0
  for (const verdict of compared) {
    if (verdict.kind === 'not-applicable' || verdict.kind === 'not-asked') continue
    if (isWithoutVerdict(verdict)) return { comparable: 1, unresolved: 1 }
    comparable = 1
  }
  return { comparable, unresolved: 0 }
}

function isWithoutVerdict(verdict: Verdict): boolean {
  return verdict.kind !== 'scored' || verdict.isUnresolved === true
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

/** What a person calls each stratum: its label, with the id behind it where two strata share a label. */
export function stratumNames(strata: Strata): ReadonlyMap<StratumId, string> {
  const uses = new Map<string, number>()
  for (const { label } of strata.strata) uses.set(label, (uses.get(label) ?? 0) + 1)
  return new Map(
    strata.strata.map(({ id, label }) => [id, uses.get(label) === 1 ? label : `${label} (${id})`]),
  )
}
