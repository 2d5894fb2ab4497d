import { setImmediate } from 'node:timers/promises'
import { orthonormaliseColumns } from '../../numeric/orthonormal-columns.ts'
import type { Rng } from '../../numeric/random.ts'
import { multiplySparse, type SparseMatrix, transpose } from '../../numeric/sparse-matrix.ts'
import { symmetricEigen } from '../../numeric/symmetric-eigen.ts'
import { symmetricColumnProducts, transformRows } from '../../numeric/tall-blocks.ts'

/** Columns beyond the rank: the last singular vectors wanted converge as fast as the first not wanted fade. */
const OVERSAMPLING = 16

export type TruncatedSvdOptions = {
  readonly rank: number
  /** Rounds of multiplying by A Aᵀ; more rounds, closer to the exact decomposition. */
  readonly iterations: number
  /** Fills the start block: equal streams give equal results. */
  readonly rng: Rng
  readonly signal?: AbortSignal | undefined
}

export type TruncatedSvd = {
  /** shape (rows, rank), row-major: left singular vectors times singular values. Columns past the rank of A are zero. */
  readonly scaledLeft: Float64Array
  /** shape (rank,), descending, zero past the rank of A. */
  readonly singularValues: Float64Array
}

/**
 * The largest singular values of a sparse matrix with its rows in their coordinates, by randomised block subspace
 * iteration. It holds blocks of (rows + columns) x (rank + 16) doubles, and gives way to timers and cancellation
 * between its passes.
 *
 * @throws the signal's reason once it is aborted.
 * @see Halko, Martinsson & Tropp 2011, algorithm 4.4; the last step is Rayleigh-Ritz on A Aᵀ, so the right
 *   singular vectors are never made.
 */
export async function truncatedSvd(
  matrix: SparseMatrix,
  options: TruncatedSvdOptions,
): Promise<TruncatedSvd> {
  const { rank, iterations, rng, signal } = options
  const width = Math.min(rank + OVERSAMPLING, matrix.rows, matrix.columns)
  if (width === 0) {
    return { scaledLeft: new Float64Array(matrix.rows * rank), singularValues: new Float64Array(rank) }
  }
  const pause = async (): Promise<void> => {
    await setImmediate()
    signal?.throwIfAborted()
  }
  const transposed = transpose(matrix)
  const start = Float64Array.from({ length: matrix.columns * width }, () => rng.nextFloat() - 0.5)
  let block = multiplySparse(matrix, start, width)
  for (let round = 0; round < iterations; round++) {
    await pause()
    orthonormaliseColumns(block, width)
    await pause()
    block = multiplySparse(matrix, multiplySparse(transposed, block, width), width)
  }
  await pause()
  // Twice: the first pass is only as accurate as the block is well-conditioned.
  orthonormaliseColumns(block, width)
  orthonormaliseColumns(block, width)
  await pause()
  const image = multiplySparse(matrix, multiplySparse(transposed, block, width), width)
  await pause()
  return rotated(block, symmetricColumnProducts(block, image, width), matrix.rows, width, rank)
}

/** Rayleigh-Ritz: the block's columns turned to the eigenvectors of `projected` = blockᵀ A Aᵀ block. */
function rotated(
  block: Float64Array,
  projected: Float64Array,
  rows: number,
  width: number,
  rank: number,
): TruncatedSvd {
  const { values, vectors } = symmetricEigen(projected, width)
  const singularValues = new Float64Array(rank)
  const largest = Math.max(values[0] ?? 0, 0)
  for (let component = 0; component < Math.min(rank, width); component++) {
    const value = values[component]!
    // Past the rank of A there is only rounding noise, which rows of unit length would blow up.
    if (value > largest * 1e-12) singularValues[component] = Math.sqrt(value)
  }
  const turn = new Float64Array(rank * width)
  singularValues.forEach((value, component) => {
    if (value === 0) return
    for (let j = 0; j < width; j++) turn[component * width + j] = vectors[component * width + j]! * value
  })
  const scaledLeft = new Float64Array(rows * rank)
  transformRows(block, turn, width, rank, scaledLeft)
  return { scaledLeft, singularValues }
}
