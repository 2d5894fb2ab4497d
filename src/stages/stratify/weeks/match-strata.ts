import { hungarian } from '../../../numeric/hungarian.ts'
import type { Matrix } from '../../../numeric/matrix.ts'
import { assignedTo, type CoAssignment, jaccardOf, sizeOf, together } from './co-assignment.ts'

export type MatchedPair = {
  /** Positions among the clusters of before and now. */
  readonly before: number
  readonly now: number
  /** 1 - cosine of the centroids. */
  readonly cost: number
  readonly jaccard: number
}

export type StrataMatching = {
  readonly pairs: readonly MatchedPair[]
  /** Clusters of now that hold what the model knows nowhere. */
  readonly appeared: readonly number[]
  /** Strata of before whose traffic is gone, or lies in no cluster any more. */
  readonly vanished: readonly number[]
  /** `into` lists the pieces, the match of `from` first; a single one is what is left of a stratum without a match. */
  readonly splits: readonly { readonly from: number; readonly into: readonly number[] }[]
  /** `from` lists at least two strata of before; the match of `into`, if any, comes first. */
  readonly mergers: readonly { readonly from: readonly number[]; readonly into: number }[]
}

const LARGEST_COST = 0.3
const SMALLEST_JACCARD = 0.3
/** A cluster is a piece of a stratum when at least this share of its traces is assigned to it; and the other way round. */
const PIECE = 0.5
/** A stratum's traffic is still there when it has at least this share of the traces its size before would give. */
const STILL_THERE = 0.25
/** Dearer than any sum of admissible pairs can make up for. */
const NEVER = 1e6

/**
 * Which clusters of now are which strata of before: the one-to-one matching of least 1 - cosine between centroids,
 * among pairs of cost up to 0.30 that share at least 0.3 of their traces (Jaccard).
 *
 * What stays unmatched is told by the table of traces. A cluster most of whose traces the model assigns to one stratum
 * is a piece of it: with two pieces the stratum is split. A stratum most of whose traces lie in one cluster is absorbed
 * by it: a cluster of two such strata is a merger. Other clusters appeared, other strata vanished.
 *
 * Pairs that would not be accepted cannot take a partner from those that are; only this departs from matching first
 * and rejecting afterwards.
 *
 * @param before - centroids of the model's strata, shape (strata, d), rows of unit length; `now` of the window's clusters,
 *   in the same space.
 * @param sharesBefore - per stratum: the share of traces assigned to it in the model's window; tells traffic that went
 *   elsewhere from a handful of strays.
 */
export function matchStrata(
  before: Matrix,
  now: Matrix,
  table: CoAssignment,
  sharesBefore: readonly number[],
): StrataMatching {
  const pairs = acceptedPairs(before, now, table)
  const matchOfBefore = new Map(pairs.map(pair => [pair.before, pair.now]))
  const matchOfNow = new Map(pairs.map(pair => [pair.now, pair.before]))
  const traces = table.counts.reduce((sum, count) => sum + count, 0)
  const isThere = (stratum: number) =>
    assignedTo(table, stratum) >= STILL_THERE * sharesBefore[stratum]! * traces &&
    assignedTo(table, stratum) > 0

  // Where most of it lies: of a cluster before, of a stratum now.
  const wholeOf = range(table.now).map(cluster => {
    if (matchOfNow.has(cluster)) return matchOfNow.get(cluster)
    return range(table.before).find(
      stratum => together(table, stratum, cluster) >= PIECE * sizeOf(table, cluster),
    )
  })
  const absorbedBy = range(table.before).map(stratum => {
    if (matchOfBefore.has(stratum)) return matchOfBefore.get(stratum)
    if (!isThere(stratum)) return undefined
    return range(table.now).find(
      cluster => together(table, stratum, cluster) >= PIECE * assignedTo(table, stratum),
    )
  })
  const splits = range(table.before).flatMap(from => {
    const match = matchOfBefore.get(from)
    const into = matchFirst(positionsOf(wholeOf, from), match)
    return into.length > (match === undefined ? 0 : 1) ? [{ from, into }] : []
  })
  const mergers = range(table.now).flatMap(into => {
    const match = matchOfNow.get(into)
    const from = matchFirst(positionsOf(absorbedBy, into), match)
    const known = from.reduce((sum, stratum) => sum + together(table, stratum, into), 0)
    const isOfThem = match !== undefined || known >= PIECE * sizeOf(table, into)
    return from.length < 2 || !isOfThem ? [] : [{ from, into }]
  })
  const isPiece = new Set(splits.flatMap(({ into }) => into))
  const isMerger = new Set(mergers.map(({ into }) => into))
  const isSplit = new Set(splits.map(({ from }) => from))
  const isMerged = new Set(mergers.flatMap(({ from }) => from))
  return {
    pairs,
    appeared: range(table.now).filter(
      cluster => !matchOfNow.has(cluster) && !isPiece.has(cluster) && !isMerger.has(cluster),
    ),
    vanished: range(table.before).filter(
      stratum => !matchOfBefore.has(stratum) && !isSplit.has(stratum) && !isMerged.has(stratum),
    ),
    splits,
    mergers,
  }
}

/** 1 - cosine of every row of `left` with every row of `right`, both of unit length. */
export function centroidCosts(left: Matrix, right: Matrix): Matrix {
  const { columns } = left
  const data = new Float64Array(left.rows * right.rows)
  for (let a = 0; a < left.rows; a++) {
    for (let b = 0; b < right.rows; b++) {
      let dot = 0
      for (let j = 0; j < columns; j++) dot += left.data[a * columns + j]! * right.data[b * columns + j]!
      data[a * right.rows + b] = 1 - dot
    }
  }
  return { data, rows: left.rows, columns: right.rows }
}

function acceptedPairs(before: Matrix, now: Matrix, table: CoAssignment): readonly MatchedPair[] {
  const costs = centroidCosts(before, now)
  const isAdmissible = (a: number, b: number) =>
    costs.data[a * costs.columns + b]! <= LARGEST_COST && jaccardOf(table, a, b) >= SMALLEST_JACCARD
  const data = costs.data.map((cost, at) =>
    isAdmissible(Math.floor(at / costs.columns), at % costs.columns) ? cost : NEVER,
  )
  const { columnOfRow } = hungarian({ ...costs, data })
  return [...columnOfRow].flatMap((column, row) =>
    column === -1 || data[row * costs.columns + column] === NEVER
      ? []
      : [
          {
            before: row,
            now: column,
            cost: costs.data[row * costs.columns + column]!,
            jaccard: jaccardOf(table, row, column),
          },
        ],
  )
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => at)
}

function positionsOf(values: readonly (number | undefined)[], wanted: number): readonly number[] {
  return range(values.length).filter(at => values[at] === wanted)
}

function matchFirst(positions: readonly number[], match: number | undefined): readonly number[] {
  return match === undefined ? positions : [match, ...positions.filter(position => position !== match)]
}
