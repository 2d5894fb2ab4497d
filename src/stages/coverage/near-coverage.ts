import type { Matrix } from '../../numeric/matrix.ts'
import type { Embeddings } from '../../records/embeddings.ts'
import type { StratumId } from '../../records/ids.ts'
import type { Strata } from '../../records/strata.ts'
import { stratumRadii } from './stratum-radii.ts'

/** Traces looked at; of more, every k-th in the order of their ids, so that time does not grow with the traffic. */
const MOST_TRACES = 2_000

/** Cosine differences below this are rounding of single precision. */
const ROUNDING = 1e-5

export type CoverageItems = {
  /** One unit-length row per item, in the space of the traffic's embeddings. */
  readonly vectors: Matrix
  /** Stratum of each row by the assignment rule; undefined: it belongs to none. */
  readonly strata: readonly (StratumId | undefined)[]
}

export type NearCount = {
  readonly stratumId: StratumId
  readonly traces: number
  readonly near: number
}

/**
 * How many traces of each stratum have an item within the stratum's radius. A trace of a cluster is compared with the
 * items of its own cluster and with those of none; a trace of the noise set, which has no middle, with every item
 * and the median radius of the clusters.
 *
 * @returns empty when no cluster has a radius.
 * @see statistics note, section 6 ("embedding coverage").
 */
export function nearCounts(
  strata: Strata,
  embeddings: Embeddings,
  items: CoverageItems,
): readonly NearCount[] {
  const radii = stratumRadii(strata, embeddings)
  if (radii.size === 0) return []
  const rowOf = new Map(embeddings.traceIds.map((traceId, row) => [traceId, row]))
  const rowsByStratum = Map.groupBy(items.strata.keys(), row => items.strata[row])
  const outside = rowsByStratum.get(undefined) ?? []
  const all = [...items.strata.keys()]
  const step = Math.max(1, strata.populationSize / MOST_TRACES)
  let position = 0
  let next = 0
  return strata.strata.map(({ id, kind, members }) => {
    const candidates = kind === 'noise' ? all : [...(rowsByStratum.get(id) ?? []), ...outside]
    const leastCosine = 1 - (radii.get(id) ?? medianOf([...radii.values()])) - ROUNDING
    let traces = 0
    let near = 0
    for (const traceId of members.toSorted()) {
      const isLookedAt = position >= next
      position += 1
      const row = rowOf.get(traceId)
      if (!isLookedAt || row === undefined) continue
      next += step
      traces += 1
      if (isNear(embeddings.vectors, row, items.vectors, candidates, leastCosine)) near += 1
    }
    return { stratumId: id, traces, near }
  })
}

function isNear(
  traffic: Matrix,
  row: number,
  items: Matrix,
  candidates: readonly number[],
  leastCosine: number,
): boolean {
  for (const item of candidates) {
    if (dotProduct(traffic, row, items, item) >= leastCosine) return true
  }
  return false
}

function dotProduct(left: Matrix, leftRow: number, right: Matrix, rightRow: number): number {
  const { columns } = left
  const startLeft = leftRow * columns
  const startRight = rightRow * columns
  let even = 0
  let odd = 0
  let column = 0
  for (; column + 1 < columns; column += 2) {
    even += (left.data[startLeft + column] ?? 0) * (right.data[startRight + column] ?? 0)
    odd += (left.data[startLeft + column + 1] ?? 0) * (right.data[startRight + column + 1] ?? 0)
  }
  if (column < columns) even += (left.data[startLeft + column] ?? 0) * (right.data[startRight + column] ?? 0)
  return even + odd
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[(sorted.length - 1) >> 1] ?? 0
}
