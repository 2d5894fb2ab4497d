import { NumericError } from '../../../errors/numeric-error.ts'
import type { SparseMatrix } from '../../../numeric/sparse-matrix.ts'
import { requireDistance, requireSame } from './precomputed-distances.ts'

/** Known distances between different points, each pair once with `from` < `to`, ordered by `from`, then `to`. */
export type DistanceList = {
  readonly from: Int32Array
  readonly to: Int32Array
  readonly distances: Float64Array
}

/**
 * The distances that a sparse matrix holds.
 *
 * An entry that is not stored is unknown, as is an infinite one; a stored 0 is a distance. A pair may be stored once or in
 * both halves, so that lists of nearest neighbours can be handed in as they are.
 *
 * @param matrix - shape (n, n).
 * @throws {NumericError} `non-finite` for NaN; `out-of-range` for a negative distance, two different distances of one
 *   pair, a diagonal that is not 0, and arrays that are not a sparse square matrix.
 */
export function sparseDistances(matrix: SparseMatrix): DistanceList {
  requireShape(matrix)
  const { rows, offsets, indices, values } = matrix
  const rowOf = new Int32Array(values.length)
  const pairs: number[] = []
  for (let row = 0; row < rows; row++)
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      rowOf[entry] = row
      requireDistance(values[entry]!, row, indices[entry]!)
      if (indices[entry] === row) requireSame(values[entry]!, 0, row, row)
      else if (values[entry] !== Number.POSITIVE_INFINITY) pairs.push(entry)
    }
  const low = (entry: number) => Math.min(rowOf[entry]!, indices[entry]!)
  const high = (entry: number) => Math.max(rowOf[entry]!, indices[entry]!)
  pairs.sort((a, b) => low(a) - low(b) || high(a) - high(b))
  const from: number[] = []
  const to: number[] = []
  const distances: number[] = []
  for (const entry of pairs) {
    const [a, b, value] = [low(entry), high(entry), values[entry]!]
    const last = distances.length - 1
    if (from[last] === a && to[last] === b) {
      requireSame(value, distances[last]!, a, b)
      distances[last] = Math.max(value, distances[last]!)
    } else {
      from.push(a)
      to.push(b)
      distances.push(value)
    }
  }
  return {
    from: Int32Array.from(from),
    to: Int32Array.from(to),
    distances: Float64Array.from(distances),
  }
}

function requireShape({ rows, columns, offsets, indices, values }: SparseMatrix): void {
  const isWhole =
    rows === columns &&
    offsets.length === rows + 1 &&
    offsets[0] === 0 &&
    offsets.every((offset, row) => row === 0 || offset >= offsets[row - 1]!) &&
    offsets[rows] === values.length &&
    indices.length === values.length
  if (!isWhole)
    throw new NumericError(
      `Expected a sparse square matrix with n + 1 ascending offsets from 0 to the number of entries, got ${rows} x ${columns} with ${offsets.length} offsets, ${indices.length} indices and ${values.length} values`,
      { reason: 'out-of-range' },
    )
  const outside = indices.findIndex(index => index >= rows)
  if (outside !== -1)
    throw new NumericError(`Expected columns below ${rows}, got ${indices[outside]} at entry ${outside}`, {
      reason: 'out-of-range',
    })
}
