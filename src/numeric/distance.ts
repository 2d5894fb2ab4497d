import { NumericError } from '../errors/numeric-error.ts'
import type { Matrix } from './matrix.ts'

/** A matrix of finite f64 numbers: what every distance below is computed on. */
export type FiniteMatrix = {
  readonly data: Float64Array
  readonly rows: number
  readonly columns: number
}

/** Squares of larger coordinates, summed over any number of columns we can hold, would overflow. */
const LARGEST_COORDINATE = 1e145

/**
 * `points` as f64 rows; the same array when it already is one, never changed by us.
 *
 * @throws {NumericError} `non-finite` when a coordinate is NaN or infinite; `out-of-range` when one is larger than
 *   1e145 or `data` is not rows x columns long.
 */
export function finiteMatrix(points: Matrix): FiniteMatrix {
  const { rows, columns } = points
  if (points.data.length !== rows * columns)
    throw new NumericError(
      `Expected \`points.data\` of length ${rows} x ${columns} = ${rows * columns}, got ${points.data.length}`,
      { reason: 'out-of-range' },
    )
  const data = points.data instanceof Float64Array ? points.data : Float64Array.from(points.data)
  for (let at = 0; at < data.length; at++) {
    const size = Math.abs(data[at]!)
    if (size <= LARGEST_COORDINATE) continue
    const where = `row ${Math.floor(at / columns)}, column ${at % columns}`
    throw Number.isFinite(size)
      ? new NumericError(`Expected coordinates up to ${LARGEST_COORDINATE}, got ${data[at]} at ${where}`, {
          reason: 'out-of-range',
          hint: 'Scale the points down: clusters do not depend on the scale.',
        })
      : new NumericError(`Expected finite coordinates, got ${data[at]} at ${where}`, { reason: 'non-finite' })
  }
  return { data, rows, columns }
}

/**
 * Squared Euclidean distance of rows `a` and `b`, or infinity as soon as it is known to reach `limit`.
 *
 * Sums squared differences, not |a|^2 + |b|^2 - 2ab, whose cancellation would blur near-duplicates. One fixed order of
 * summation: equal for (a, b) and (b, a), the same bits wherever a row lies, exactly 0 for equal rows. A partial sum
 * never shrinks, so stopping early cannot reject a distance below `limit`.
 */
export function squaredDistance(
  { data, columns }: Matrix,
  a: number,
  b: number,
  limit = Number.POSITIVE_INFINITY,
): number {
  const startA = a * columns
  const startB = b * columns
  const unrolled = columns - (columns % 4)
  let sum0 = 0
  let sum1 = 0
  let sum2 = 0
  let sum3 = 0
  let column = 0
  while (column < unrolled) {
    const chunkEnd = Math.min(column + 64, unrolled)
    for (; column < chunkEnd; column += 4) {
      const difference0 = data[startA + column]! - data[startB + column]!
      const difference1 = data[startA + column + 1]! - data[startB + column + 1]!
      const difference2 = data[startA + column + 2]! - data[startB + column + 2]!
      const difference3 = data[startA + column + 3]! - data[startB + column + 3]!
      sum0 += difference0 * difference0
      sum1 += difference1 * difference1
      sum2 += difference2 * difference2
      sum3 += difference3 * difference3
    }
    if (sum0 + sum1 + (sum2 + sum3) >= limit) return Number.POSITIVE_INFINITY
  }
  for (; column < columns; column++) {
    const difference = data[startA + column]! - data[startB + column]!
    sum0 += difference * difference
  }
  const sum = sum0 + sum1 + (sum2 + sum3)
  return sum >= limit ? Number.POSITIVE_INFINITY : sum
}

/** Squared length of every row, shape (rows,). */
export function squaredNorms({ data, rows, columns }: FiniteMatrix): Float64Array {
  const norms = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    let sum = 0
    for (let at = row * columns; at < (row + 1) * columns; at++) sum += data[at]! * data[at]!
    norms[row] = sum
  }
  return norms
}

/**
 * The rows of `points` divided by their length. Between unit rows the Euclidean distance is sqrt(2 - 2 cos), so
 * neighbours by distance are neighbours by cosine similarity.
 *
 * @throws {NumericError} `out-of-range` when a row is zero: it has no direction.
 */
export function unitRows(points: Matrix): FiniteMatrix {
  const finite = finiteMatrix(points)
  const norms = squaredNorms(finite)
  const zero = norms.indexOf(0)
  if (zero !== -1)
    throw new NumericError(`Expected rows with a direction for cosine distances, got zeros in row ${zero}`, {
      reason: 'out-of-range',
      hint: 'Leave such rows out, or use the Euclidean metric.',
    })
  const { rows, columns } = finite
  const data = finite.data.map((value, at) => value / Math.sqrt(norms[Math.floor(at / columns)]!))
  return { data, rows, columns }
}
