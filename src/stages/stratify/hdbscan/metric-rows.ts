import { type FiniteMatrix, finiteMatrix, unitRows } from '../../../numeric/distance.ts'
import type { Matrix } from '../../../numeric/matrix.ts'

/**
 * How points are compared. `cosine` is the Euclidean distance between the rows at unit length, sqrt(2 - 2 cos): a metric,
 * which 1 - cos is not.
 */
export type Metric = 'euclidean' | 'cosine'

/**
 * The rows whose Euclidean distances are the distances of `points` under `metric`.
 *
 * @throws {NumericError} `non-finite` for NaN or infinite coordinates; `out-of-range` for zero rows under `cosine` and
 *   for `data` that is not rows x columns long.
 */
export function metricRows(points: Matrix, metric: Metric): FiniteMatrix {
  return metric === 'cosine' ? unitRows(points) : finiteMatrix(points)
}
