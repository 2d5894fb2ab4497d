import { NumericError } from '../errors/numeric-error.ts'
import { finiteMatrix, squaredDistance } from './distance.ts'
import type { Matrix } from './matrix.ts'
import { type MonteCarloOptions, type MonteCarloTest, monteCarloPValue } from './monte-carlo-p-value.ts'
import type { Rng } from './random.ts'
import { randomSubsets } from './random-subset.ts'

export type DiscrepancyTest = MonteCarloTest & {
  /** Squared maximum mean discrepancy, unbiased: around 0, also below it, when both samples are of one distribution. */
  readonly statistic: number
}

/** Kernel values between n rows, zero on the diagonal. */
type Kernel = { readonly n: number; readonly values: Float64Array }

/**
 * Whether two samples of vectors come from one distribution: squared maximum mean discrepancy with a Gaussian kernel
 * whose bandwidth is the median distance, tested by permutation. Sees any difference of the distributions, not only of
 * the means. Time n^2 d for the kernel and n^2 / 8 per permutation, n rows of both.
 *
 * @param a - shape (n_a, d), finite, n_a >= 2.
 * @param b - shape (n_b, d), finite, n_b >= 2.
 * @throws {NumericError} `empty` with fewer than two rows on a side, `out-of-range` when the columns differ, `non-finite`.
 * @see Gretton et al. 2012, lemma 6 (the estimate), section 8 (the bandwidth).
 */
export function meanDiscrepancyTest(
  a: Matrix,
  b: Matrix,
  rng: Rng,
  options: MonteCarloOptions,
): DiscrepancyTest {
  requireComparable(a, b)
  const kernel = gaussianKernel(pooledRows(a, b))
  const { n } = kernel
  // The statistic is symmetric in the samples, and the smaller one has fewer pairs to add up.
  const size = Math.min(a.rows, b.rows)
  const rowSums = Float64Array.from({ length: n }, (_, row) =>
    kernel.values.subarray(row * n, (row + 1) * n).reduce((sum, value) => sum + value, 0),
  )
  const total = rowSums.reduce((sum, value) => sum + value, 0)
  const discrepancy = (members: Int32Array): number => {
    let within = 0
    let rows = 0
    for (let i = 0; i < size; i += 1) {
      const start = members[i]! * n
      rows += rowSums[members[i]!]!
      for (let j = 0; j < i; j += 1) within += kernel.values[start + members[j]!]!
    }
    const others = n - size
    const across = rows - 2 * within
    const outside = total - 2 * within - 2 * across
    return (
      (2 * within) / (size * (size - 1)) + outside / (others * (others - 1)) - (2 * across) / (size * others)
    )
  }
  const first = a.rows <= b.rows ? 0 : a.rows
  const statistic = discrepancy(Int32Array.from({ length: size }, (_, index) => first + index))
  const draw = randomSubsets(n, size, rng)
  return { statistic, ...monteCarloPValue(statistic, () => discrepancy(draw()), options) }
}

/** Both samples in one matrix, `a` first. */
export function pooledRows(a: Matrix, b: Matrix): Matrix {
  const data = new Float64Array(a.data.length + b.data.length)
  data.set(a.data)
  data.set(b.data, a.data.length)
  return { data, rows: a.rows + b.rows, columns: a.columns }
}

/** Nothing, when both samples have two rows or more and as many columns. */
export function requireComparable(a: Matrix, b: Matrix): void {
  if (a.columns !== b.columns)
    throw new NumericError(`Expected vectors of one length, got ${a.columns} and ${b.columns}`, {
      reason: 'out-of-range',
      hint: 'Vectors of two embedding models cannot be compared.',
    })
  if (a.rows < 2 || b.rows < 2)
    throw new NumericError(`Expected at least two vectors on either side, got ${a.rows} and ${b.rows}`, {
      reason: 'empty',
    })
}

function gaussianKernel(points: Matrix): Kernel {
  const finite = finiteMatrix(points)
  const n = finite.rows
  const values = new Float64Array(n * n)
  const distances = new Float64Array((n * (n - 1)) / 2)
  let pair = 0
  for (let row = 1; row < n; row += 1) {
    for (let column = 0; column < row; column += 1) {
      distances[pair] = squaredDistance(finite, row, column)
      pair += 1
    }
  }
  const scale = 2 * bandwidthSquared(distances)
  pair = 0
  for (let row = 1; row < n; row += 1) {
    for (let column = 0; column < row; column += 1) {
      const value = Math.exp(-distances[pair]! / scale)
      values[row * n + column] = value
      values[column * n + row] = value
      pair += 1
    }
  }
  return { n, values }
}

/** The median squared distance; of the distances above 0 when most vectors are equal, 1 when all of them are. */
function bandwidthSquared(squaredDistances: Float64Array): number {
  const median = (sorted: Float64Array) => sorted[Math.floor(sorted.length / 2)] ?? 0
  const all = median(squaredDistances.toSorted())
  if (all > 0) return all
  return median(squaredDistances.filter(distance => distance > 0).toSorted()) || 1
}
