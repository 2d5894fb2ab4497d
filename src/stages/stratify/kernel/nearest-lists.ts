import { squaredDistance } from '../../../numeric/distance.ts'
import type { DistinctRows } from './distinct-rows.ts'
import { paddedCount } from './job.ts'
import { roundedUp } from './load-rows.ts'
import type { Session } from './thread-pool.ts'
import { arrange, RESCAN_ROWS, viewOf, type Workspace } from './workspace.ts'

/** A search under way. */
export type Search = {
  readonly rows: DistinctRows
  readonly workspace: Workspace
  readonly session: Session
  /** Distances in the workspace are so many times those of the points. */
  readonly unit: number
  readonly onPhase: OnPhase
}

/**
 * Called at the end of each phase of a search. `pairs`: how many pairs the kernel looked at in it; `rows`: how many
 * rows it was about.
 */
export type OnPhase = (phase: {
  readonly name:
    | 'load'
    | 'nearest'
    | 'measure'
    | 'rescan'
    | 'first-tree'
    | 'join'
    | 'second-pass'
    | 'last-tree'
  readonly pairs: number
  readonly rows: number
}) => void

/** Near rows of every row: `length` places per row, the nearest first; of equally near ones the smaller index. */
export type NearestLists = {
  readonly length: number
  /** -1 in places without an entry, which come last. */
  readonly indices: Int32Array
  /** Squared distances as `squaredDistance` gives them; infinite in places without an entry. */
  readonly squared: Float64Array
  /** Every other row nearer than this is in the list. */
  readonly reaches: Float64Array
}

/**
 * Near rows of every row, of which the first `needed` are exactly the nearest.
 *
 * One pass over all pairs keeps the rows of smallest lower bound. Their distances are then measured in f64. No row
 * outside the list is nearer than the last bound in it: where that lies above the distance of place `needed` the list is
 * certain that far. All other rows are looked for again, with that distance as the bound.
 */
export async function findNearestLists(search: Search, needed: number): Promise<NearestLists> {
  const { rows, workspace, session, unit, onPhase } = search
  const { count, listLength, precision } = workspace
  const pairs = await session.run({
    kind: 'nearest',
    precision,
    view: viewOf(workspace, workspace.all, count),
    ticket: workspace.ticket,
    listLength,
    labels: 0,
  })
  onPhase({ name: 'nearest', pairs, rows: count })
  // Keys become distances, in the same array.
  const { others: indices, keys: squared } = mergedLists(workspace, count, listLength)
  const reaches = new Float64Array(count)
  const uncertain: number[] = []
  const shrink = 1 - roundingOf(rows.points.columns)
  for (let row = 0; row < count; row++) {
    const lastKey = squared[(row + 1) * listLength - 1]!
    measureList(rows, row, indices, squared, listLength)
    const last = precision === 'int16' ? lastKey / unit : Math.sqrt(squared[(row + 1) * listLength - 1]!)
    reaches[row] = count <= listLength + 1 ? Number.POSITIVE_INFINITY : last * shrink
    if (needed === 0 || precision === 'float64' || reaches[row] === Number.POSITIVE_INFINITY) continue
    const farthest = squared[row * listLength + needed - 1]!
    const isCertain = reaches[row]! > 0 && farthest < reaches[row]! * reaches[row]! * shrink
    if (!isCertain) uncertain.push(row)
  }
  onPhase({ name: 'measure', pairs: 0, rows: count })
  const lists = { length: listLength, indices, squared, reaches }
  for (let start = 0; start < uncertain.length; start += RESCAN_ROWS)
    await rescan(search, lists, Int32Array.from(uncertain.slice(start, start + RESCAN_ROWS)), needed)
  return lists
}

/** What rounding can do, relatively, to a squared distance over `columns` columns (Higham 2002, section 3.1), with room. */
function roundingOf(columns: number): number {
  return (columns + 16) * 2 ** -51
}

/** Replaces bounds by distances in the list of `row` and sorts it. */
function measureList(
  { points, firstRows }: DistinctRows,
  row: number,
  indices: Int32Array,
  squared: Float64Array,
  length: number,
): void {
  const start = row * length
  for (let place = 0; place < length; place++) {
    const other = indices[start + place]!
    if (other === -1) return
    // The lists of smaller rows are done: most of their near rows have them as near rows in turn.
    const known = other < row ? placeOf(indices, length, other, row) : -1
    const distance =
      known !== -1 ? squared[known]! : squaredDistance(points, firstRows[row]!, firstRows[other]!)
    insert(indices, squared, start, start + place, other, distance)
  }
}

/** Where the list of `row` holds `other`, -1 when it does not. */
export function placeOf(indices: Int32Array, length: number, row: number, other: number): number {
  for (let at = row * length; at < (row + 1) * length; at++) if (indices[at] === other) return at
  return -1
}

/** Puts an entry at `free` or, moving others back, before it; what stood at `free` is lost. */
function insert(
  indices: Int32Array,
  squared: Float64Array,
  start: number,
  free: number,
  other: number,
  distance: number,
): void {
  let at = free
  for (; at > start; at--) {
    const before = squared[at - 1]!
    if (before < distance || (before === distance && indices[at - 1]! < other)) break
    squared[at] = before
    indices[at] = indices[at - 1]!
  }
  squared[at] = distance
  indices[at] = other
}

/** Fills the lists of `uncertain` with all rows up to the distance in place `needed`, found by looking at every row. */
async function rescan(
  search: Search,
  lists: NearestLists,
  uncertain: Int32Array,
  needed: number,
): Promise<void> {
  const { rows, workspace, session, unit, onPhase } = search
  const { length, indices, squared, reaches } = lists
  const { memory, arranged, count } = workspace
  const rightStart = paddedCount(uncertain.length)
  arrange(workspace, uncertain)
  arrange(
    workspace,
    Int32Array.from({ length: count }, (_, row) => row),
    rightStart,
  )
  const growth = 1 + roundingOf(rows.points.columns)
  for (const [position, row] of uncertain.entries()) {
    const bound = Math.sqrt(squared[row * length + needed - 1]!) * growth
    reaches[row] = bound / (growth * growth)
    arranged.gaps.array[position] = roundedUp(bound * unit)
    // The list is built anew: every entry within the bound is met again.
    indices.fill(-1, row * length, (row + 1) * length)
    squared.fill(Number.POSITIVE_INFINITY, row * length, (row + 1) * length)
  }
  const pairs = await session.run(
    {
      kind: 'below-bounds',
      precision: workspace.precision,
      view: viewOf(workspace, arranged, rightStart + count),
      ticket: workspace.ticket,
      leftCount: uncertain.length,
      rightStart,
      ...withinOf(workspace),
    },
    (space, pairCount) => {
      const pairs = new Int32Array(memory.buffer, space.pairs, pairCount * 2)
      for (let at = 0; at < pairs.length; at += 2) offer(rows, pairs[at]!, pairs[at + 1]!, lists)
    },
  )
  onPhase({ name: 'rescan', pairs, rows: uncertain.length })
  for (const row of uncertain) {
    const last = squared[(row + 1) * length - 1]!
    if (last !== Number.POSITIVE_INFINITY) reaches[row] = Math.min(reaches[row]!, Math.sqrt(last) / growth)
  }
}

function offer(
  { points, firstRows }: DistinctRows,
  row: number,
  other: number,
  { length, indices, squared }: NearestLists,
): void {
  if (row === other) return
  const end = (row + 1) * length - 1
  const last = squared[end]!
  if (last === 0 && indices[end]! < other) return
  const distance = squaredDistance(points, firstRows[row]!, firstRows[other]!)
  if (distance > last || (distance === last && other > indices[end]!)) return
  insert(indices, squared, row * length, end, other, distance)
}

/** Addresses that both jobs on pairs within bounds need. */
export function withinOf({ arranged, farRow }: Workspace) {
  return {
    gaps: arranged.gaps.at,
    floors: arranged.floors.at,
    knowns: arranged.knowns.at,
    ids: arranged.ids.at,
    farRow,
  }
}

/**
 * The `length` entries of smallest key over all threads, per position; equal keys by smaller position. So the result
 * does not depend on which thread met which pair.
 */
export function mergedLists(
  { memory, spaces }: Pick<Workspace, 'memory' | 'spaces'>,
  count: number,
  length: number,
): { readonly others: Int32Array; readonly keys: Float64Array } {
  const threads = spaces.map(space => ({
    keys: new Float64Array(memory.buffer, space.keys, count * length),
    others: new Int32Array(memory.buffer, space.others, count * length),
  }))
  const others = new Int32Array(count * length).fill(-1)
  const keys = new Float64Array(count * length).fill(Number.POSITIVE_INFINITY)
  const heads = new Int32Array(threads.length)
  for (let position = 0; position < count; position++) {
    const start = position * length
    heads.fill(0)
    for (let place = 0; place < length; place++) {
      let best = -1
      let bestKey = Number.POSITIVE_INFINITY
      let bestOther = -1
      for (let thread = 0; thread < threads.length; thread++) {
        if (heads[thread]! === length) continue
        const at = start + heads[thread]!
        const key = threads[thread]!.keys[at]!
        const other = threads[thread]!.others[at]!
        if (key < bestKey || (key === bestKey && best !== -1 && other < bestOther)) {
          best = thread
          bestKey = key
          bestOther = other
        }
      }
      if (best === -1) break
      heads[best] = heads[best]! + 1
      others[start + place] = bestOther
      keys[start + place] = bestKey
    }
  }
  return { others, keys }
}
