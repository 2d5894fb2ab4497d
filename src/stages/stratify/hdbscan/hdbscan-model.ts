import { NumericError } from '../../../errors/numeric-error.ts'
import type { FiniteMatrix } from '../../../numeric/distance.ts'
import type { Matrix } from '../../../numeric/matrix.ts'
import type { HdbscanResult } from './hdbscan-of-tree.ts'
import { type Metric, metricRows } from './metric-rows.ts'

/** Points, how they were clustered, and what came out: what it takes to place new points. */
export type HdbscanModel = {
  readonly points: Matrix
  /** Those `result` was made with. */
  readonly options: {
    readonly metric: Metric
    readonly minSamples: number
    readonly clusterSelectionEpsilon?: number
  }
  readonly result: Pick<
    HdbscanResult,
    'labels' | 'exemplars' | 'selectedClusters' | 'coreDistances' | 'condensedTree'
  >
}

/**
 * The model's points and `points`, both as rows whose Euclidean distances count.
 *
 * @throws {NumericError} `out-of-range` when the result is not that of the model's points, or when `points` have another
 *   number of columns; as `metricRows`.
 */
export function modelRows(
  model: HdbscanModel,
  points: Matrix,
): { readonly known: FiniteMatrix; readonly rows: FiniteMatrix } {
  const { metric } = model.options
  const known = metricRows(model.points, metric)
  const clustered = model.result.coreDistances.length
  if (clustered !== known.rows)
    throw new NumericError(`Expected a result of ${known.rows} points, got one of ${clustered}`, {
      reason: 'out-of-range',
    })
  if (points.columns !== known.columns)
    throw new NumericError(`Expected points of ${known.columns} columns, got ${points.columns}`, {
      reason: 'out-of-range',
      hint: 'New points must be embedded by the model that embedded the clustered ones.',
    })
  return { known, rows: metricRows(points, metric) }
}
