import type { Matrix } from '../../../numeric/matrix.ts'

/** The rows of a matrix with bitwise equal ones taken together. */
export type DistinctRows = {
  readonly points: Matrix
  /** The first row of each group of equal rows, ascending. */
  readonly firstRows: Int32Array
  /** Group of every row, shape (rows,). */
  readonly groups: Int32Array
}

/**
 * Groups equal rows. A heap of duplicates has as many nearest neighbours as members; one row for all of them keeps the
 * search linear in their number.
 */
export function distinctRows(points: Matrix): DistinctRows {
  const { data, rows, columns } = points
  const wordsPerRow = (columns * data.BYTES_PER_ELEMENT) / 4
  const words = new Uint32Array(data.buffer, data.byteOffset, rows * wordsPerRow)
  const firstRows: number[] = []
  const groups = new Int32Array(rows)
  const newestOfHash = new Map<number, number>()
  /** Group of the same hash found before it, -1 for none. */
  const olderGroup: number[] = []
  for (let row = 0; row < rows; row++) {
    const hash = hashOf(words, row * wordsPerRow, wordsPerRow)
    const newest = newestOfHash.get(hash) ?? -1
    let group = newest
    while (group !== -1 && !areEqual(words, firstRows[group]! * wordsPerRow, row * wordsPerRow, wordsPerRow))
      group = olderGroup[group]!
    if (group === -1) {
      group = firstRows.length
      firstRows.push(row)
      olderGroup.push(newest)
      newestOfHash.set(hash, group)
    }
    groups[row] = group
  }
  return { points, firstRows: Int32Array.from(firstRows), groups }
}

/** Rows of every group, ascending: group g owns `rows[offsets[g]]` up to `rows[offsets[g + 1] - 1]`. */
export function groupMembers({ firstRows, groups }: DistinctRows): {
  readonly offsets: Int32Array
  readonly rows: Int32Array
} {
  const offsets = new Int32Array(firstRows.length + 1)
  for (const group of groups) offsets[group + 1] = offsets[group + 1]! + 1
  for (let group = 0; group < firstRows.length; group++)
    offsets[group + 1] = offsets[group + 1]! + offsets[group]!
  const next = offsets.slice()
  const rows = new Int32Array(groups.length)
  for (let row = 0; row < groups.length; row++) {
    const group = groups[row]!
    rows[next[group]!] = row
    next[group] = next[group]! + 1
  }
  return { offsets, rows }
}

/** Four independent sums of products, so that multiplications overlap. */
function hashOf(words: Uint32Array, start: number, length: number): number {
  let [a, b, c, d] = [1, 2, 3, 4]
  let at = start
  const end = start + length
  for (; at + 3 < end; at += 4) {
    a = Math.imul(a ^ words[at]!, 0x9e3779b1)
    b = Math.imul(b ^ words[at + 1]!, 0x85ebca77)
    c = Math.imul(c ^ words[at + 2]!, 0xc2b2ae3d)
    d = Math.imul(d ^ words[at + 3]!, 0x27d4eb2f)
    a ^= a >>> 15
    b ^= b >>> 13
    c ^= c >>> 14
    d ^= d >>> 12
  }
  for (; at < end; at++) a = Math.imul(a ^ words[at]!, 0x9e3779b1)
  return a ^ Math.imul(b, 3) ^ Math.imul(c, 5) ^ Math.imul(d, 7)
}

function areEqual(words: Uint32Array, a: number, b: number, length: number): boolean {
  for (let at = 0; at < length; at++) if (words[a + at] !== words[b + at]) return false
  return true
}
