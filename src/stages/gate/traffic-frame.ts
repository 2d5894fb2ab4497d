import { InvariantError } from '../../errors/invariant-error.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Draw, Sample } from '../../records/sample.ts'
import { type SliceIndex, sliceIndex } from './slice-index.ts'

/** A judged pair that was drawn from traffic, with its draw. */
export type TrafficPair = JudgedPair & { readonly origin: { readonly kind: 'traffic'; readonly draw: Draw } }

/**
 * The traffic pairs in a canonical order, with what every estimate over them needs. All arrays have one
 * element per pair.
 */
export type TrafficFrame = {
  readonly pairs: readonly TrafficPair[]
  /** 1 / inclusion probability. */
  readonly weights: Float64Array
  /** Variance stratum (cell or stratum of the sample) of each pair, 0-based; every stratum has at least two pairs unless there is only one pair. */
  readonly strata: Int32Array
  readonly stratumCount: number
  /** The stratum people see, 0-based: where `strata` are merged for the variance these are not. */
  readonly homes: Int32Array
  readonly homeCount: number
  /** Primary sampling unit of each pair, 0-based: its session, or itself when it names none. */
  readonly units: Int32Array
  readonly unitCount: number
  /** At least one question was not put to the judge. */
  readonly hasOpenQuestions: boolean
  /** Which slices every pair is in; made when it is first asked for. */
  readonly slices: () => SliceIndex
}

function isTraffic(pair: JudgedPair): pair is TrafficPair {
  return pair.origin.kind === 'traffic'
}

/**
 * The traffic pairs sorted by trace id, so that the order in which pairs were judged cannot change one
 * bit of a decision.
 *
 * @throws {InvariantError} when an inclusion probability is outside (0, 1].
 */
export function trafficFrame(pairs: readonly JudgedPair[], sample: Sample): TrafficFrame {
  const traffic = pairs
    .filter(isTraffic)
    .sort((left, right) => (left.traceId < right.traceId ? -1 : left.traceId > right.traceId ? 1 : 0))
  // One pass: at a hundred thousand pairs it is reaching them in memory that takes the time.
  const weights = new Float64Array(traffic.length)
  const cells = createNumbering(
    sample.cells?.map(cell => cell.cellId) ?? sample.strata.map(stratum => stratum.stratumId),
  )
  const homeNumbers = createNumbering(sample.strata.map(stratum => stratum.stratumId))
  const sessions = createNumbering([])
  const cellOf = new Int32Array(traffic.length)
  const homes = new Int32Array(traffic.length)
  const units = new Int32Array(traffic.length)
  let hasOpenQuestions = false
  for (const [index, pair] of traffic.entries()) {
    const { draw } = pair.origin
    weights[index] = weightOf(draw)
    cellOf[index] = cells.numberOf(draw.cellId ?? draw.stratumId)
    homes[index] = homeNumbers.numberOf(draw.stratumId)
    units[index] = sessions.numberOf(pair.facts.sessionId)
    hasOpenQuestions ||= isOpen(pair)
  }
  const { groupOf, stratumCount } = varianceStrata(cellOf, cells.count())
  let index: SliceIndex | undefined
  const slices = (): SliceIndex => {
    index ??= sliceIndex(traffic)
    return index
  }
  return {
    pairs: traffic,
    weights,
    strata: cellOf.map(cell => Math.min(groupOf[cell] ?? 0, stratumCount - 1)),
    stratumCount,
    homes,
    homeCount: homeNumbers.count(),
    units,
    unitCount: sessions.count(),
    hasOpenQuestions,
    slices,
  }
}

function isOpen({ verdicts: { structured, preference, outcome } }: TrafficPair): boolean {
  return structured.kind === 'not-asked' || preference.kind === 'not-asked' || outcome.kind === 'not-asked'
}

/** Numbers names in the order they are first seen, `known` ones first; whoever has no name has a number of its own. */
function createNumbering(known: readonly string[]) {
  const numbers = new Map<string, number>(known.map((name, number) => [name, number]))
  let count = known.length
  const add = (): number => {
    count += 1
    return count - 1
  }
  return {
    count: () => count,
    numberOf(name: string | undefined): number {
      if (name === undefined) return add()
      const found = numbers.get(name)
      if (found !== undefined) return found
      const number = add()
      numbers.set(name, number)
      return number
    },
  }
}

function weightOf(draw: Draw): number {
  if (!(draw.inclusionProbability > 0 && draw.inclusionProbability <= 1)) {
    throw new InvariantError(
      `Expected an inclusion probability in (0, 1], got ${draw.inclusionProbability}`,
      {
        details: 'inclusion probability out of range',
      },
    )
  }
  return 1 / draw.inclusionProbability
}

/**
 * What was drawn by itself varies by itself: the cell where a stratum was drawn in cells, else the stratum.
 *
 * Those with fewer than two pairs have no spread of their own: each is merged with the ones after it,
 * in the order of the sample, until the group has two; a rest at the end joins the group before it
 * (product definition 15; "collapsed strata", Cochran 1977, 5A.12, which errs on the safe side).
 *
 * @returns group per cell; that of a rest at the end is `stratumCount`.
 */
function varianceStrata(
  cellOf: Int32Array,
  cellCount: number,
): { readonly groupOf: Int32Array; readonly stratumCount: number } {
  const counts = new Int32Array(cellCount)
  for (const cell of cellOf) counts[cell] = (counts[cell] ?? 0) + 1
  let group = 0
  let inGroup = 0
  const groupOf = counts.map(count => {
    const own = group
    inGroup += count
    if (inGroup >= 2) {
      group += 1
      inGroup = 0
    }
    return own
  })
  return { groupOf, stratumCount: Math.max(group, 1) }
}
