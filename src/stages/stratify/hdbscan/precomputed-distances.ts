import { NumericError } from '../../../errors/numeric-error.ts'
import type { Matrix } from '../../../numeric/matrix.ts'

/** Distances between `count` points; symmetric, >= 0, infinite where unknown, 0 from a point to itself. */
export type PrecomputedDistances = {
  readonly count: number
  readonly between: (a: number, b: number) => number
}

/** How far, relatively, two roundings of one distance may lie apart; and the diagonal from 0. */
const TOLERANCE = 1e-9

/**
 * The distances in a full matrix. Of the two halves, which may differ by rounding, the larger number counts.
 *
 * @param matrix - shape (n, n); infinity where a distance is not known.
 * @throws {NumericError} `non-finite` for NaN; `out-of-range` for a negative distance, a matrix that is not square or not
 *   symmetric, or a diagonal that is not 0.
 */
export function precomputedDistances(matrix: Matrix): PrecomputedDistances {
  const { data, rows, columns } = matrix
  if (rows !== columns || data.length !== rows * columns)
    throw new NumericError(
      `Expected a square matrix of distances, got ${rows} x ${columns} with ${data.length} numbers`,
      { reason: 'out-of-range' },
    )
  let largest = 0
  for (let a = 0; a < rows; a++)
    for (let b = 0; b < a; b++) {
      const [lower, upper] = [data[a * rows + b]!, data[b * rows + a]!]
      requireDistance(lower, a, b)
      requireDistance(upper, b, a)
      requireSame(lower, upper, a, b)
      if (lower !== Number.POSITIVE_INFINITY) largest = Math.max(largest, lower)
    }
  for (let point = 0; point < rows; point++) {
    const own = data[point * rows + point]!
    if (!(Math.abs(own) <= TOLERANCE * largest))
      throw new NumericError(`Expected distance 0 from point ${point} to itself, got ${own}`, {
        reason: Number.isNaN(own) ? 'non-finite' : 'out-of-range',
        hint: 'Are these similarities? HDBSCAN takes distances.',
      })
  }
  return {
    count: rows,
    between: (a, b) => (a === b ? 0 : Math.max(data[a * rows + b]!, data[b * rows + a]!)),
  }
}

/**
 * Nothing, when `value` can be the distance from point `a` to point `b`.
 *
 * @throws {NumericError} `non-finite` for NaN, `out-of-range` for negative numbers.
 */
export function requireDistance(value: number, a: number, b: number): void {
  if (value >= 0) return
  throw new NumericError(`Expected distances >= 0, got ${value} from point ${a} to point ${b}`, {
    reason: Number.isNaN(value) ? 'non-finite' : 'out-of-range',
  })
}

/**
 * Nothing, when both numbers can be the distance between points `a` and `b`.
 *
 * @throws {NumericError} `out-of-range` when they differ by more than rounding.
 */
export function requireSame(value: number, other: number, a: number, b: number): void {
  if (value === other || Math.abs(value - other) <= TOLERANCE * Math.max(value, other)) return
  throw new NumericError(
    `Expected symmetric distances, got ${value} from point ${a} to point ${b} and ${other} back`,
    { reason: 'out-of-range', hint: 'Use the larger, the smaller or the mean of the two.' },
  )
}
