import type { Neighbours } from '../../../numeric/knn.ts'
import { type SparseMatrix, transpose } from '../../../numeric/sparse-matrix.ts'

const MOST_BISECTIONS = 64
const TOLERANCE = 1e-5
/** Of the mean distance: the narrowest kernel, for points whose neighbours are all equally far. */
const NARROWEST = 1e-3

/**
 * The fuzzy union of every point's neighbourhood: a symmetric weighted graph with weights in (0, 1] and no loops,
 * in which dense and sparse regions are equally well connected.
 *
 * A point's nearest neighbour (at a distance above zero) has weight 1, the others fall off exponentially, at the rate
 * that makes the point's weights sum to log2(k); two directed weights a and b become 1 - (1 - a)(1 - b).
 *
 * @param neighbours - k of every point, nearest first, of any metric.
 * @returns shape (n, n); columns ascend within a row.
 * @see McInnes, Healy & Melville 2018 (UMAP), section 3.1. Here k does not count the point itself.
 */
export function fuzzyGraph(neighbours: Neighbours): SparseMatrix {
  const { count, indices } = neighbours
  const rows = count === 0 ? 0 : indices.length / count
  const reversed = transpose({
    rows,
    columns: rows,
    offsets: Uint32Array.from({ length: rows + 1 }, (_, row) => row * count),
    indices: Uint32Array.from(indices),
    values: directedWeights(neighbours),
  })
  return union(transpose(reversed), reversed)
}

function directedWeights({ count, distances }: Neighbours): Float64Array {
  const weights = new Float64Array(distances.length)
  const mean = distances.reduce((total, distance) => total + distance, 0) / Math.max(1, distances.length)
  for (let start = 0; start < distances.length; start += count) {
    const own = distances.subarray(start, start + count)
    const nearest = own.find(distance => distance > 0) ?? 0
    const beyond = own.map(distance => Math.max(0, distance - nearest))
    const width = Math.max(kernelWidth(beyond, Math.log2(count)), NARROWEST * mean)
    for (let rank = 0; rank < count; rank++)
      weights[start + rank] = beyond[rank] === 0 ? 1 : Math.exp(-beyond[rank]! / width)
  }
  return weights
}

/** The width at which exp(-beyond / width) sums to `wanted`, by bisection. */
function kernelWidth(beyond: Float64Array, wanted: number): number {
  let low = 0
  let high = Number.POSITIVE_INFINITY
  let width = 1
  for (let step = 0; step < MOST_BISECTIONS; step++) {
    let found = 0
    for (let rank = 0; rank < beyond.length; rank++) found += Math.exp(-beyond[rank]! / width)
    if (Math.abs(found - wanted) < TOLERANCE) break
    if (found > wanted) {
      high = width
      width = (low + high) / 2
    } else {
      low = width
      width = high === Number.POSITIVE_INFINITY ? width * 2 : (low + high) / 2
    }
  }
  return width
}

/** Of two square matrices whose columns ascend within a row: weights a and b in one place are 1 - (1 - a)(1 - b). */
function union(left: SparseMatrix, right: SparseMatrix): SparseMatrix {
  const { rows } = left
  const offsets = new Uint32Array(rows + 1)
  const indices = new Uint32Array(left.values.length + right.values.length)
  const values = new Float64Array(indices.length)
  let entries = 0
  for (let row = 0; row < rows; row++) {
    let [a, b] = [left.offsets[row]!, right.offsets[row]!]
    const [endA, endB] = [left.offsets[row + 1]!, right.offsets[row + 1]!]
    while (a < endA || b < endB) {
      const columnA = a < endA ? left.indices[a]! : rows
      const columnB = b < endB ? right.indices[b]! : rows
      const column = Math.min(columnA, columnB)
      const weightA = columnA === column ? left.values[a++]! : undefined
      const weightB = columnB === column ? right.values[b++]! : undefined
      const weight = row < column ? joint(weightA, weightB) : joint(weightB, weightA)
      if (weight === 0) continue
      indices[entries] = column
      values[entries++] = weight
    }
    offsets[row + 1] = entries
  }
  return {
    rows,
    columns: rows,
    offsets,
    indices: indices.slice(0, entries),
    values: values.slice(0, entries),
  }
}

/** Of the weights from the smaller to the larger point and back; undefined where the one is no neighbour of the other. */
function joint(there: number | undefined, back: number | undefined): number {
  if (there === undefined || there === 0) return back ?? 0
  if (back === undefined) return there
  // This form is exactly 1 when one of them is, and 0 where both are too small for it.
  return 1 - (1 - there) * (1 - back) || there
}
