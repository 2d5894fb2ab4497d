import { dotTile, TILE } from '../../../numeric/dot-tile.ts'
import type { Matrix } from '../../../numeric/matrix.ts'
import type { PointSearch } from '../plain-search.ts'

/** The most similar references of some rows, nearest first; row i owns [i * count, (i + 1) * count). */
export type NearestReferences = {
  readonly count: number
  readonly indices: Int32Array
  /** Cosines. */
  readonly similarities: Float64Array
}

/** Finds the most similar of a fixed set of rows, for any number of rows handed in a piece at a time. */
export type ReferenceSearch = {
  /** @param rows - rows of unit length, or zero. */
  readonly nearest: (rows: Matrix) => NearestReferences
}

/** A search that may run in other threads. */
export type AnyReferenceSearch = {
  readonly nearest: (rows: Matrix) => NearestReferences | Promise<NearestReferences>
}

/** The same search on a kernel where there is one, else in plain TypeScript: the results are equal to the bit. */
export function referenceSearch(
  references: Matrix,
  count: number,
  search: Pick<PointSearch, 'referenceSearch'> | undefined,
): AnyReferenceSearch {
  return search?.referenceSearch?.(references, count) ?? createReferenceSearch(references, count)
}

/** Rows whose tiles are worked on together, so that they stay in the cache. */
const BLOCK = 32

/**
 * The search for the `count` most similar `references` (all of them when there are fewer), exact; of equally similar
 * ones the first counts as nearer. Time rows x references x d; memory two copies of the references at most, whatever
 * the number of rows.
 *
 * @param references - shape (r, d), rows of unit length.
 */
export function createReferenceSearch(references: Matrix, count: number): ReferenceSearch {
  const { columns } = references
  const kept = Math.min(count, references.rows)
  // The tile kernel multiplies rows of one matrix: the block of rows asked for lies behind the references.
  const blockStart = Math.ceil(references.rows / TILE) * TILE
  const data = new Float64Array((blockStart + BLOCK) * columns)
  data.set(references.data)
  const matrix = { data, rows: blockStart + BLOCK, columns }
  const dots = new Float64Array(TILE * TILE)

  function nearest(rows: Matrix): NearestReferences {
    const indices = new Int32Array(rows.rows * kept).fill(-1)
    const similarities = new Float64Array(rows.rows * kept).fill(Number.NEGATIVE_INFINITY)
    const lists = { count: kept, indices, similarities }
    for (let start = 0; start < rows.rows && kept > 0; start += BLOCK) {
      const end = Math.min(start + BLOCK, rows.rows)
      const width = Math.ceil((end - start) / TILE) * TILE
      data.fill(0, blockStart * columns)
      data.set(rows.data.subarray(start * columns, end * columns), blockStart * columns)
      for (let reference = 0; reference < references.rows; reference += TILE) {
        const last = Math.min(reference + TILE, references.rows)
        for (let offset = 0; offset < width; offset += TILE) {
          dotTile(matrix, reference, blockStart + offset, dots)
          const first = start + offset
          for (let row = first; row < Math.min(first + TILE, end); row++) {
            for (let at = reference; at < last; at++)
              offer(lists, row, at, dots[(at - reference) * TILE + row - first]!)
          }
        }
      }
    }
    return lists
  }

  return { nearest }
}

/** Inserts a reference into the sorted list of `row`; references come in ascending order, so a tie goes behind. */
function offer(lists: NearestReferences, row: number, reference: number, similarity: number): void {
  const { count, indices, similarities } = lists
  const start = row * count
  let at = start + count - 1
  if (similarity <= similarities[at]!) return
  for (; at > start && similarity > similarities[at - 1]!; at--) {
    similarities[at] = similarities[at - 1]!
    indices[at] = indices[at - 1]!
  }
  similarities[at] = similarity
  indices[at] = reference
}
