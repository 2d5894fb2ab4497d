import type { FiniteMatrix } from '../../../numeric/distance.ts'
import { orthonormaliseColumns } from '../../../numeric/orthonormal-columns.ts'
import { createRng } from '../../../numeric/random.ts'
import { symmetricEigen } from '../../../numeric/symmetric-eigen.ts'
import { symmetricColumnProducts, transformRows } from '../../../numeric/tall-blocks.ts'

/** Components found beside those wanted, which converge as fast as the first not wanted fades. */
const OVERSAMPLING = 10
/** A picture needs no more digits than this many rounds give. */
const ROUNDS = 12

/** The directions in which points vary most. */
export type PrincipalComponents = {
  readonly count: number
  /** Shape (d,). */
  readonly mean: Float64Array
  /** Shape (count, d), row-major: unit rows by descending variance. */
  readonly directions: Float64Array
}

/**
 * The first principal components of `points`, by subspace iteration on the covariance matrix. Fewer than `count` when the
 * points have fewer dimensions. The same for the same points; signs as they fall.
 *
 * @see Halko, Martinsson & Tropp 2011, algorithm 4.4.
 */
export function principalComponents(points: FiniteMatrix, count: number): PrincipalComponents {
  const { columns } = points
  const mean = meanRow(points)
  const scatter = symmetricColumnProducts(centred(points, mean), centred(points, mean), columns)
  const width = Math.min(columns, count + OVERSAMPLING)
  const rng = createRng('tidegate-map-v1|components')
  let block = Float64Array.from({ length: columns * width }, () => rng.nextFloat() - 0.5)
  for (let round = 0; round < ROUNDS; round++) {
    orthonormaliseColumns(block, width)
    block = product(scatter, block, columns, width)
  }
  // Twice: the first pass is only as accurate as the block is well-conditioned.
  orthonormaliseColumns(block, width)
  orthonormaliseColumns(block, width)
  const projected = symmetricColumnProducts(block, product(scatter, block, columns, width), width)
  const kept = Math.min(count, width)
  const { vectors } = symmetricEigen(projected, width)
  const turned = new Float64Array(columns * kept)
  transformRows(block, vectors.subarray(0, kept * width), width, kept, turned)
  return { count: kept, mean, directions: transposed(turned, columns, kept) }
}

/** The coordinates of `points` along the components: shape (n, count). */
export function componentScores(points: FiniteMatrix, components: PrincipalComponents): FiniteMatrix {
  const { count, mean, directions } = components
  const data = new Float64Array(points.rows * count)
  if (points.rows > 0) transformRows(centred(points, mean), directions, points.columns, count, data)
  return { data, rows: points.rows, columns: count }
}

function meanRow({ data, rows, columns }: FiniteMatrix): Float64Array {
  const mean = new Float64Array(columns)
  for (let at = 0; at < data.length; at++) mean[at % columns]! += data[at]!
  return mean.map(sum => sum / Math.max(1, rows))
}

function centred({ data, columns }: FiniteMatrix, mean: Float64Array): Float64Array {
  return data.map((value, at) => value - mean[at % columns]!)
}

/** symmetric x block, shape (size, width). */
function product(
  symmetric: Float64Array,
  block: Float64Array,
  size: number,
  width: number,
): Float64Array<ArrayBuffer> {
  const result = new Float64Array(size * width)
  transformRows(symmetric, transposed(block, size, width), size, width, result)
  return result
}

function transposed(block: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(block.length)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = block[row * columns + column]!
  return result
}
