import { type ChebyshevFilter, chebyshevFilter } from './chebyshev-filter.ts'
import { orthonormalFactor } from './orthonormal-columns.ts'
import { multiplySparse, type SparseMatrix } from './sparse-matrix.ts'
import { symmetricColumnProducts, transformRows } from './tall-blocks.ts'

/** A tall block of columns and a symmetric matrix that acts on it: where `largestEigenpairs` spends its time. */
export interface SubspaceBlock {
  /** Adds copies of columns on the right. `columns`: shape (rows, width), row-major. */
  readonly append: (columns: Float64Array, width: number) => void
  /** As `chebyshevFilter`. */
  readonly filter: (filter: ChebyshevFilter) => Promise<void>
  /** As `orthonormaliseColumns`. */
  readonly orthonormalise: () => Promise<void>
  /** The products of the columns with their images under the matrix: shape (width, width), row-major, symmetric. */
  readonly project: () => Promise<Float64Array>
  /** Replaces the columns by `count` combinations of them, at most as many. `factors`: shape (count, width), row-major. */
  readonly combine: (factors: Float64Array, count: number) => Promise<void>
  /** Shape (rows, width), row-major; good until the block changes. */
  readonly read: () => Float64Array
  readonly close: () => Promise<void>
}

/** Opens an empty block for at most `widest` columns. */
export type OpenBlock = (matrix: SparseMatrix, widest: number) => SubspaceBlock

/** A block in plain TypeScript. */
export const openPlainBlock: OpenBlock = matrix => {
  const { rows } = matrix
  let block = new Float64Array()
  let width = 0
  const combine = async (factors: Float64Array, count: number) => {
    const combined = new Float64Array(rows * count)
    transformRows(block, factors, width, count, combined)
    block = combined
    width = count
  }
  return {
    append: (columns, added) => {
      block = besides(block, width, columns, added)
      width += added
    },
    filter: async filter => chebyshevFilter(matrix, block, width, filter),
    orthonormalise: async () => {
      const factor = orthonormalFactor(symmetricColumnProducts(block, block, width), width)
      transformRows(block, factor, width, width, block, true)
    },
    project: async () => symmetricColumnProducts(block, multiplySparse(matrix, block, width), width),
    combine,
    read: () => block,
    close: async () => {},
  }
}

function besides(left: Float64Array, leftWidth: number, right: Float64Array, rightWidth: number) {
  const width = leftWidth + rightWidth
  const joined = new Float64Array(left.length + right.length)
  for (let row = 0; row * width < joined.length; row++) {
    joined.set(left.subarray(row * leftWidth, (row + 1) * leftWidth), row * width)
    joined.set(right.subarray(row * rightWidth, (row + 1) * rightWidth), row * width + leftWidth)
  }
  return joined
}
