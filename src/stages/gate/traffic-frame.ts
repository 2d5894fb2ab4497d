import { InvariantError } from '../../errors/invariant-error.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Draw, Sample } from '../../records/sample.ts'

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
  /** Primary sampling unit of each pair, 0-based: its session, or itself when it names none. */
  readonly units: Int32Array
  readonly unitCount: number
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
  const { strata, stratumCount } = varianceStrata(traffic, sample)
  const { units, unitCount } = samplingUnits(traffic)
  const weights = Float64Array.from(traffic, weightOf)
  return { pairs: traffic, weights, strata, stratumCount, units, unitCount }
}

function weightOf({ origin: { draw } }: TrafficPair): number {
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
 */
function varianceStrata(
  pairs: readonly TrafficPair[],
  sample: Sample,
): { readonly strata: Int32Array; readonly stratumCount: number } {
  const order = sample.cells?.map(cell => cell.cellId) ?? sample.strata.map(stratum => stratum.stratumId)
  const counts = new Map<string, number>(order.map(id => [id, 0]))
  for (const pair of pairs) counts.set(cellOf(pair), (counts.get(cellOf(pair)) ?? 0) + 1)
  const groupOf = new Map<string, number>()
  let group = 0
  let inGroup = 0
  for (const [cellId, count] of counts) {
    groupOf.set(cellId, group)
    inGroup += count
    if (inGroup >= 2) {
      group += 1
      inGroup = 0
    }
  }
  const stratumCount = Math.max(group, 1)
  const strata = Int32Array.from(pairs, pair => Math.min(groupOf.get(cellOf(pair)) ?? 0, stratumCount - 1))
  return { strata, stratumCount }
}

function cellOf({ origin: { draw } }: TrafficPair): string {
  return draw.cellId ?? draw.stratumId
}

function samplingUnits(pairs: readonly TrafficPair[]): {
  readonly units: Int32Array
  readonly unitCount: number
} {
  const unitOfSession = new Map<string, number>()
  const units = new Int32Array(pairs.length)
  let unitCount = 0
  for (const [index, pair] of pairs.entries()) {
    const { sessionId } = pair.facts
    const known = sessionId === undefined ? undefined : unitOfSession.get(sessionId)
    const unit = known ?? unitCount
    if (known === undefined) {
      unitCount += 1
      if (sessionId !== undefined) unitOfSession.set(sessionId, unit)
    }
    units[index] = unit
  }
  return { units, unitCount }
}
