import { type FiniteMatrix, squaredDistance } from '../../../numeric/distance.ts'
import type { Matrix } from '../../../numeric/matrix.ts'
import { type HdbscanModel, modelRows } from './hdbscan-model.ts'

/** Where new points would join the tree. */
export type Attachments = {
  /** Shape (m,): the model's point that each new point is nearest to in mutual reachability; -1 in an empty model. */
  readonly neighbours: Int32Array
  /** Shape (m,): 1 / that mutual reachability. */
  readonly lambdas: Float64Array
}

/**
 * The nearest point of the model, in mutual reachability, of each of `points`: of equally near ones the one at the
 * smallest distance, then the first. O(m n d) time.
 *
 * The core distance of a new point is the distance to its `minSamples`-th nearest point of the model. So a copy of a
 * point of the model has that point's core distance and attaches to it.
 *
 * Two departures from `hdbscan`. It looks among the 2 (`minSamples` - 1) nearest points only, and measures the model's
 * core distances with one neighbour fewer than it clustered with; here they are those of the clustering.
 *
 * @throws {NumericError} as `modelRows`.
 */
export function attachPoints(model: HdbscanModel, points: Matrix): Attachments {
  const { known, rows } = modelRows(model, points)
  const neighbours = new Int32Array(rows.rows).fill(-1)
  const lambdas = new Float64Array(rows.rows)
  const minSamples = Math.min(model.options.minSamples, known.rows)
  if (minSamples === 0) return { neighbours, lambdas }
  const distancesTo = createDistances(known)
  for (let point = 0; point < rows.rows; point++) {
    const distances = distancesTo(rows.data.subarray(point * rows.columns, (point + 1) * rows.columns))
    const core = nthSmallest(distances, minSamples)
    let [nearest, smallest] = [-1, Number.POSITIVE_INFINITY]
    for (let other = 0; other < distances.length; other++) {
      const reachability = Math.max(core, model.result.coreDistances[other]!, distances[other]!)
      if (reachability > smallest) continue
      if (reachability === smallest && nearest !== -1 && distances[other]! >= distances[nearest]!) continue
      nearest = other
      smallest = reachability
    }
    neighbours[point] = nearest
    lambdas[point] = 1 / smallest
  }
  return { neighbours, lambdas }
}

/** Measures one row against all known ones, with the arithmetic that measured those against each other. */
function createDistances({ data, rows, columns }: FiniteMatrix) {
  const extended = new Float64Array((rows + 1) * columns)
  extended.set(data)
  const matrix = { data: extended, rows: rows + 1, columns }
  const distances = new Float64Array(rows)
  return (row: Float64Array): Float64Array => {
    extended.set(row, rows * columns)
    for (let other = 0; other < rows; other++)
      distances[other] = Math.sqrt(squaredDistance(matrix, rows, other))
    return distances
  }
}

function nthSmallest(values: Float64Array, rank: number): number {
  const smallest = new Float64Array(rank).fill(Number.POSITIVE_INFINITY)
  for (const value of values) {
    if (value >= smallest[rank - 1]!) continue
    let at = rank - 1
    for (; at > 0 && value < smallest[at - 1]!; at--) smallest[at] = smallest[at - 1]!
    smallest[at] = value
  }
  return smallest[rank - 1]!
}
