import type { Neighbours } from '../../../numeric/knn.ts'
import type { SpanningTree } from '../hdbscan/minimum-spanning-tree.ts'
import { type DistinctRows, groupMembers } from './distinct-rows.ts'
import type { Edges } from './forest.ts'
import type { NearestLists } from './nearest-lists.ts'

/**
 * Distance from each group of equal rows to its `others`-th nearest other row, every duplicate counting as a row.
 *
 * @param lists - certain for `others` places, or for all other groups.
 */
export function coreDistancesOf(rows: DistinctRows, lists: NearestLists, others: number): Float64Array {
  const { offsets } = groupMembers(rows)
  const sizeOf = (group: number): number => offsets[group + 1]! - offsets[group]!
  return Float64Array.from(rows.firstRows, (_, group) => {
    let missing = others - (sizeOf(group) - 1)
    for (let at = group * lists.length; missing > 0; at++) {
      missing -= sizeOf(lists.indices[at]!)
      if (missing <= 0) return Math.sqrt(lists.squared[at]!)
    }
    return 0
  })
}

/** The `count` nearest other rows of every row, from lists of groups; of equally near rows the smaller index first. */
export function expandNeighbours(rows: DistinctRows, lists: NearestLists, count: number): Neighbours {
  const total = rows.groups.length
  if (count === 0) return { count, indices: new Int32Array(), distances: new Float64Array() }
  const indices = new Int32Array(total * count)
  const distances = new Float64Array(total * count)
  const members = groupMembers(rows)
  const hasDuplicates = rows.firstRows.length < total
  for (let row = 0; row < total; row++) {
    const start = row * count
    if (!hasDuplicates) {
      for (let place = 0; place < count; place++) {
        indices[start + place] = lists.indices[row * lists.length + place]!
        distances[start + place] = Math.sqrt(lists.squared[row * lists.length + place]!)
      }
      continue
    }
    for (const [place, { other, squared }] of nearestMembers(rows, members, lists, row, count).entries()) {
      indices[start + place] = other
      distances[start + place] = Math.sqrt(squared)
    }
  }
  return { count, indices, distances }
}

function nearestMembers(
  { groups }: DistinctRows,
  { offsets, rows }: ReturnType<typeof groupMembers>,
  { length, indices, squared }: NearestLists,
  row: number,
  count: number,
): readonly { readonly other: number; readonly squared: number }[] {
  const found: { other: number; squared: number }[] = []
  // No more than `count` of one group can be among the nearest, and one more because of the row itself.
  const add = (group: number, distance: number): void => {
    const end = Math.min(offsets[group + 1]!, offsets[group]! + count + 1)
    for (let at = offsets[group]!; at < end; at++)
      if (rows[at] !== row) found.push({ other: rows[at]!, squared: distance })
  }
  const group = groups[row]!
  add(group, 0)
  for (let at = group * length; at < (group + 1) * length && indices[at] !== -1; at++) {
    // Groups equally far as the last one needed still compete with it by index.
    if (found.length >= count && squared[at]! > found.at(-1)!.squared) break
    add(indices[at]!, squared[at]!)
  }
  return found.sort((a, b) => a.squared - b.squared || a.other - b.other).slice(0, count)
}

/** The tree of all rows: that of the groups, and each further member of a group joined to its first at the group's core distance. */
export function expandTree(rows: DistinctRows, tree: Edges, core: Float64Array): SpanningTree {
  const { firstRows, groups } = rows
  const duplicates = Int32Array.from(groups.keys()).filter(row => firstRows[groups[row]!] !== row)
  return {
    from: Int32Array.from([
      ...tree.from.map(group => firstRows[group]!),
      ...duplicates.map(row => firstRows[groups[row]!]!),
    ]),
    to: Int32Array.from([...tree.to.map(group => firstRows[group]!), ...duplicates]),
    weights: Float64Array.from([
      ...tree.weights,
      ...duplicates.keys().map(at => core[groups[duplicates[at]!]!]!),
    ]),
  }
}
