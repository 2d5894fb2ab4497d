import type { FiniteMatrix } from '../../../numeric/distance.ts'
import type { Neighbours } from '../../../numeric/knn.ts'
import type { Matrix } from '../../../numeric/matrix.ts'
import { releaseRows } from '../../../numeric/release-rows.ts'
import type { PointSearch } from '../plain-search.ts'
import { spectralEmbedding } from './spectral-embedding.ts'

/** Only helps to choose neighbours. */
const FIRST = { slowest: 0.75, tolerance: 3e-3 }
/** Better connected than the first graph, so the line between groups and detail lies higher. */
const SECOND = { slowest: 0.8, tolerance: 1e-3 }
/** Of the coordinates beside the vectors, both of unit length. From .3 to .6 is a plateau; more draws in strays. */
const COORDINATE_WEIGHT = 0.3

/**
 * Spectral coordinates of unit vectors, found twice: the coordinates of the first graph help to choose the neighbours of
 * the second. A neighbour that is close but belongs to another group gives way to one a little farther in the same group.
 *
 * Mean over eight sets of real requests, against one pass: eta2 .633 (.611), in-scope coverage .915 (.878), NMI .776
 * (.782) with 72 clusters (68).
 *
 * @param vectors - shape (n, d), unit length.
 * @param neighbours - of the same points; as many are looked for again.
 * @param onRead - called once the vectors are not read again, which is long before the end.
 * @returns shape (n, at most 192), rows of unit length.
 */
export async function spectralCoordinates(
  vectors: Matrix,
  neighbours: Neighbours,
  search: Pick<PointSearch, 'nearestNeighbours' | 'largestEigenpairs'>,
  onRead?: () => void,
): Promise<FiniteMatrix> {
  const first = await spectralEmbedding(neighbours, FIRST, search)
  const joined = besides(vectors, first, COORDINATE_WEIGHT)
  releaseRows(first)
  onRead?.()
  const again = await search.nearestNeighbours(joined, neighbours.count)
  releaseRows(joined)
  return spectralEmbedding(again, SECOND, search)
}

/** Single precision: half the memory, and far finer than what tells neighbours apart. */
function besides(left: Matrix, right: FiniteMatrix, weight: number): Matrix {
  const columns = left.columns + right.columns
  const data = new Float32Array(left.rows * columns)
  for (let row = 0; row < left.rows; row++) {
    data.set(left.data.subarray(row * left.columns, (row + 1) * left.columns), row * columns)
    for (let at = 0; at < right.columns; at++)
      data[row * columns + left.columns + at] = weight * right.data[row * right.columns + at]!
  }
  return { data, rows: left.rows, columns }
}
