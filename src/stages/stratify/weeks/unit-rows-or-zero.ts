import { finiteMatrix, squaredNorms } from '../../../numeric/distance.ts'
import type { Matrix } from '../../../numeric/matrix.ts'
import { releaseRows } from '../../../numeric/release-rows.ts'

/**
 * The rows at unit length; a row of zeros, which resembles nothing, stays as it is.
 *
 * @throws {NumericError} `non-finite`.
 */
export function unitRowsOrZero(matrix: Matrix): Matrix {
  const { data, rows, columns } = finiteMatrix(matrix)
  const unit = new Float64Array(data.length)
  for (const [row, squares] of squaredNorms({ data, rows, columns }).entries()) {
    if (squares === 0) continue
    const length = Math.sqrt(squares)
    for (let at = row * columns; at < (row + 1) * columns; at++) unit[at] = data[at]! / length
  }
  if (data !== matrix.data) releaseRows({ data })
  return { data: unit, rows, columns }
}
