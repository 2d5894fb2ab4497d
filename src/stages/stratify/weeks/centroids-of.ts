import type { Matrix } from '../../../numeric/matrix.ts'

/**
 * The mean direction of the rows of each label.
 *
 * @param vectors - rows of any length; zero rows count for nothing.
 * @param rows - which of them.
 * @param labels - shape (rows,): 0, 1, ..., count - 1; -1 for rows of no label.
 * @returns shape (count, d), single precision, rows of unit length, or zero for a label without rows.
 */
export function centroidsOf(
  { data, columns }: Matrix,
  rows: readonly number[],
  labels: Int32Array,
  count: number,
): Matrix {
  const sums = new Float64Array(count * columns)
  for (const [at, row] of rows.entries()) {
    const label = labels[at]!
    if (label === -1) continue
    const start = row * columns
    let squares = 0
    for (let j = 0; j < columns; j++) squares += data[start + j]! * data[start + j]!
    const length = Math.sqrt(squares) || 1
    for (let j = 0; j < columns; j++) sums[label * columns + j]! += data[start + j]! / length
  }
  const unit = new Float32Array(sums.length)
  for (let start = 0; start < sums.length; start += columns) {
    const sum = sums.subarray(start, start + columns)
    const length = Math.sqrt(sum.reduce((squares, value) => squares + value * value, 0))
    if (length > 0)
      unit.set(
        sum.map(value => value / length),
        start,
      )
  }
  return { data: unit, rows: count, columns }
}
