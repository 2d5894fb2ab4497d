import { symmetricColumnProducts, transformRows } from './tall-blocks.ts'

/** A column is dependent when, without its part along the columns before it, its square length is this share of it. */
const DEPENDENT_SHARE = 1e-12

/**
 * Makes the columns of a tall block orthonormal in place, each against those before it; a column that depends on
 * those before it becomes zero. Accurate to about 1e-16 times the block's squared condition number: apply twice
 * where that matters.
 *
 * @param block - shape (rows, width), row-major.
 * @see Yamamoto et al. 2015 (Cholesky QR); we zero dependent columns instead of breaking down.
 */
export function orthonormaliseColumns(block: Float64Array, width: number): void {
  const factor = orthonormalFactor(symmetricColumnProducts(block, block, width), width)
  transformRows(block, factor, width, width, block, true)
}

/**
 * What turns a block with these inner products of its columns into one with orthonormal columns (see
 * `orthonormaliseColumns`): block factorᵀ, for `transformRows`.
 *
 * @param products - shape (width, width), symmetric.
 * @returns shape (width, width), row-major, zero beyond the diagonal.
 */
export function orthonormalFactor(products: Float64Array, width: number): Float64Array {
  return transposedInverse(upperCholesky(products, width), width)
}

/** R with RᵀR = `symmetric`, in the upper triangle; the row of a dependent column is zero. */
function upperCholesky(symmetric: Float64Array, width: number): Float64Array {
  const factor = symmetric.slice()
  for (let i = 0; i < width; i++) {
    const diagonal = factor[i * width + i]!
    const isDependent = !(diagonal > DEPENDENT_SHARE * symmetric[i * width + i]!)
    const pivot = Math.sqrt(diagonal)
    for (let j = i; j < width; j++) factor[i * width + j] = isDependent ? 0 : factor[i * width + j]! / pivot
    if (isDependent) continue
    for (let k = i + 1; k < width; k++) {
      const value = factor[i * width + k]!
      for (let j = k; j < width; j++) factor[k * width + j]! -= value * factor[i * width + j]!
    }
  }
  return factor
}

/** The inverse of an upper triangle, as its transpose; what belongs to a zero pivot is zero. */
function transposedInverse(factor: Float64Array, width: number): Float64Array {
  const inverse = new Float64Array(width * width)
  for (let column = 0; column < width; column++) {
    const start = column * width
    const pivot = factor[start + column]!
    if (pivot === 0) continue
    inverse[start + column] = 1 / pivot
    for (let i = column - 1; i >= 0; i--) {
      const diagonal = factor[i * width + i]!
      if (diagonal === 0) continue
      let sum = 0
      for (let k = i + 1; k <= column; k++) sum += factor[i * width + k]! * inverse[start + k]!
      inverse[start + i] = -sum / diagonal
    }
  }
  return inverse
}
