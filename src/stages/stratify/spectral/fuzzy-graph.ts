import type { Neighbours } from '../../../numeric/knn.ts'
import type { SparseMatrix } from '../../../numeric/sparse-matrix.ts'

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
  const weights = directedWeights(neighbours)
  const links: Map<number, number>[] = Array.from({ length: rows }, () => new Map())
  for (let at = 0; at < weights.length; at++) {
    const weight = weights[at]!
    const from = Math.floor(at / count)
    const to = indices[at]!
    // The reverse weight may be there already. This form is exactly 1 when one of them is.
    const known = links[to]!.get(from)
    const joint = known === undefined ? weight : 1 - (1 - weight) * (1 - known)
    if (joint === 0) continue
    links[from]!.set(to, joint)
    links[to]!.set(from, joint)
  }
  return compressed(links)
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

function compressed(links: readonly Map<number, number>[]): SparseMatrix {
  const rows = links.length
  const offsets = new Uint32Array(rows + 1)
  for (const [row, link] of links.entries()) offsets[row + 1] = offsets[row]! + link.size
  const indices = new Uint32Array(offsets[rows]!)
  const values = new Float64Array(offsets[rows]!)
  for (const [row, link] of links.entries()) {
    const columns = Uint32Array.from(link.keys()).sort()
    indices.set(columns, offsets[row]!)
    for (const [at, column] of columns.entries()) values[offsets[row]! + at] = link.get(column)!
  }
  return { rows, columns: rows, offsets, indices, values }
}
