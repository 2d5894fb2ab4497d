import { NumericError } from '../../../errors/numeric-error.ts'
import { type Neighbours, nearestNeighbours } from '../../../numeric/knn.ts'
import type { Matrix } from '../../../numeric/matrix.ts'
import { requireInteger } from '../../../numeric/require-range.ts'

/**
 * Core distance of every point: the distance to its `minSamples`-th nearest neighbour, the point itself counting as
 * the first.
 *
 * @param points - shape (n, d), row-major, finite.
 * @param minSamples - integer in [1, n].
 * @param neighbours - of the same points, at least `minSamples - 1` each; searched for when not given.
 * @returns shape (n,), in the order of `points`; Euclidean, >= 0.
 * @throws {NumericError} `non-finite` when a coordinate is NaN or infinite; `out-of-range` when `minSamples` is.
 * @see Campello, Moulavi & Sander 2013, definition 1. Same neighbour count as scikit-learn 1.x, one fewer than `hdbscan`.
 */
export function coreDistances(points: Matrix, minSamples: number, neighbours?: Neighbours): Float64Array {
  requireInteger('minSamples', minSamples, 1, points.rows)
  const others = minSamples - 1
  if (others === 0) return new Float64Array(points.rows)
  const { count, distances } = neighbours ?? nearestNeighbours(points, others)
  if (count < others || distances.length !== count * points.rows)
    throw new NumericError(
      `Expected \`neighbours\` with at least ${others} for each of ${points.rows} points, got ${distances.length} in lists of ${count}`,
      { reason: 'out-of-range' },
    )
  return Float64Array.from({ length: points.rows }, (_, point) => distances[point * count + others - 1]!)
}
