import type { Matrix } from '../../../numeric/matrix.ts'
import { createReferenceSearch, type NearestReferences } from '../weeks/nearest-references.ts'
import { pickRows } from '../weeks/pick-rows.ts'
import { createReferenceSpace, QUERY_ROWS, REFERENCES_START, type ReferenceSpace } from './reference-space.ts'
import type { ThreadPool } from './thread-pool.ts'

export type KernelSearchOptions = {
  readonly pool: ThreadPool
  readonly threads: number
  /** How fine to quantise; smaller only to test what happens when that is too coarse. */
  readonly longestRow: number
  /** Multiplications below which starting threads would cost more than it saves. */
  readonly smallestThreadedWork: number
  /** Told how many rows the bounds left uncertain, so that all references were looked at again. */
  readonly onRescan?: (rows: number) => void
}

/** As `ReferenceSearch` of `nearest-references.ts`, in the background. */
export type BackgroundReferenceSearch = {
  /** @param rows - rows of unit length, or zero. */
  readonly nearest: (rows: Matrix) => Promise<NearestReferences>
}

/** Places in a list at least: more make certificates surer. */
const SHORTEST_LIST = 24
/** How far the squared length of a row may lie from 1 for the bounds to say something of its similarities. */
const UNIT_TOLERANCE = 1e-6
/** What rounding can do to a similarity or a squared distance of unit rows, with room. */
const ROUNDING = 1e-10

/**
 * The search of `createReferenceSearch` on the kernel: the same references and the same similarities, to the bit.
 *
 * int16 products bound all distances and keep 24 or more references of smallest bound per row. Their similarities are
 * then computed in f64. No other reference is nearer than the last bound kept; where that cannot tell it from the last
 * one needed, and for rows that are not of unit length, the plain search looks at all references again.
 */
export function createKernelReferenceSearch(
  references: Matrix,
  count: number,
  { pool, threads, longestRow, smallestThreadedWork, onRescan }: KernelSearchOptions,
): BackgroundReferenceSearch {
  const kept = Math.min(count, references.rows)
  let plain: ReturnType<typeof createReferenceSearch> | undefined
  const searchPlainly = (rows: Matrix): NearestReferences => {
    plain ??= createReferenceSearch(references, count)
    return plain.nearest(rows)
  }
  if (kept === 0 || !areUnitRows(references)) return { nearest: async rows => searchPlainly(rows) }
  const listLength = Math.min(references.rows, Math.max(SHORTEST_LIST, kept + 8))
  const space = createReferenceSpace(references, { listLength, threads, longestRow })
  const dots = new Float64Array(Math.ceil(listLength / 4) * 4)

  async function nearest(rows: Matrix): Promise<NearestReferences> {
    const lists = emptyLists(rows.rows, kept)
    const isSmall = rows.rows * references.rows * rows.columns < smallestThreadedWork
    const session = pool.open(space.memory, isSmall ? space.spaces.slice(0, 1) : space.spaces)
    const uncertain: number[] = []
    try {
      for (let start = 0; start < rows.rows; start += QUERY_ROWS) {
        const end = Math.min(start + QUERY_ROWS, rows.rows)
        space.load(rows, start, end)
        await session.run(space.job(end - start))
        for (let row = start; row < end; row++)
          if (!measureRow({ references, rows, space, lists, dots }, row, row - start)) uncertain.push(row)
      }
    } finally {
      session.close()
    }
    if (uncertain.length > 0) {
      onRescan?.(uncertain.length)
      replaceLists(lists, uncertain, searchPlainly(pickRows(rows, uncertain)))
    }
    return lists
  }

  return { nearest }
}

function emptyLists(rows: number, count: number): NearestReferences {
  return {
    count,
    indices: new Int32Array(rows * count).fill(-1),
    similarities: new Float64Array(rows * count).fill(Number.NEGATIVE_INFINITY),
  }
}

function areUnitRows(matrix: Matrix): boolean {
  for (let row = 0; row < matrix.rows; row++) {
    const squares = squaresOf(matrix, row)
    if (squares !== 0 && !isNearOne(squares)) return false
  }
  return true
}

function isNearOne(squares: number): boolean {
  return Math.abs(squares - 1) <= UNIT_TOLERANCE
}

function squaresOf({ data, columns }: Matrix, row: number): number {
  let sum = 0
  for (let at = row * columns; at < (row + 1) * columns; at++) sum += data[at]! * data[at]!
  return sum
}

type Measuring = {
  readonly references: Matrix
  readonly rows: Matrix
  readonly space: ReferenceSpace
  readonly lists: NearestReferences
  /** Room for the similarities of one list, a multiple of four. */
  readonly dots: Float64Array
}

/**
 * Puts the similarities of the references of smallest bound into the list of `row`, sorted.
 *
 * @param position - of the row in the space.
 * @returns whether no other reference can belong into the list.
 */
function measureRow(
  { references, rows, space, lists, dots }: Measuring,
  row: number,
  position: number,
): boolean {
  const { listLength, keys, others } = space
  if (!isNearOne(squaresOf(rows, row))) return false
  const from = position * listLength
  const last = from + listLength - 1
  for (let place = 0; place < listLength; place += 4)
    dotWithFour(references, rows, row, others, from + place, last, dots, place)
  for (let place = 0; place < listLength; place++)
    insert(lists, row, others[from + place]! - REFERENCES_START, dots[place]!)
  if (listLength === references.rows) return true
  const reach = keys[last]!
  // |a - b|^2 = |a|^2 + |b|^2 - 2ab.
  const mostOutside = 1 + UNIT_TOLERANCE - (reach * reach) / 2
  return reach > 0 && lists.similarities[(row + 1) * lists.count - 1]! > mostOutside + ROUNDING
}

/**
 * Products of a row with the four references in `others` from `at` on (the last of the list again where it ends),
 * each summed column by column as `dotTile` does.
 */
function dotWithFour(
  { data, columns }: Matrix,
  rows: Matrix,
  row: number,
  others: Int32Array,
  at: number,
  last: number,
  dots: Float64Array,
  place: number,
): void {
  const start = row * columns
  const start0 = (others[at]! - REFERENCES_START) * columns
  const start1 = (others[Math.min(at + 1, last)]! - REFERENCES_START) * columns
  const start2 = (others[Math.min(at + 2, last)]! - REFERENCES_START) * columns
  const start3 = (others[Math.min(at + 3, last)]! - REFERENCES_START) * columns
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0]
  for (let column = 0; column < columns; column++) {
    const value = rows.data[start + column]!
    sum0 += data[start0 + column]! * value
    sum1 += data[start1 + column]! * value
    sum2 += data[start2 + column]! * value
    sum3 += data[start3 + column]! * value
  }
  dots[place] = sum0
  dots[place + 1] = sum1
  dots[place + 2] = sum2
  dots[place + 3] = sum3
}

/** Inserts a reference into the sorted list of `row`; of equally similar ones the first counts as nearer. */
function insert(
  { count, indices, similarities }: NearestReferences,
  row: number,
  reference: number,
  similarity: number,
): void {
  const start = row * count
  const isAfter = (at: number) =>
    similarities[at]! < similarity || (similarities[at] === similarity && indices[at]! > reference)
  let at = start + count - 1
  if (!isAfter(at)) return
  for (; at > start && isAfter(at - 1); at--) {
    similarities[at] = similarities[at - 1]!
    indices[at] = indices[at - 1]!
  }
  similarities[at] = similarity
  indices[at] = reference
}

function replaceLists(lists: NearestReferences, rows: readonly number[], found: NearestReferences): void {
  const { count } = lists
  for (const [at, row] of rows.entries()) {
    lists.indices.set(found.indices.subarray(at * count, (at + 1) * count), row * count)
    lists.similarities.set(found.similarities.subarray(at * count, (at + 1) * count), row * count)
  }
}
