import { NumericError } from '../../errors/numeric-error.ts'
import type { Matrix } from '../../numeric/matrix.ts'

export type WeighedMatrix = { readonly matrix: Matrix; readonly weight: number }

/**
 * The rows of several matrices laid end to end, each first scaled to unit length and multiplied by its weight, then
 * scaled to unit length together. A part's row of zeros (nothing known) stays zero and takes no share.
 *
 * @param parts - matrices with equally many rows.
 * @param picked - rows of the parts, in the order and as often as they are wanted.
 * @returns shape (picked.length, sum of the columns), single precision, rows of unit length.
 * @throws {NumericError} `out-of-range` when a row picked is zero in every part, which has no direction, or when the
 *   row counts differ.
 */
export function joinRows(parts: readonly WeighedMatrix[], picked: readonly number[]): Matrix {
  const rows = parts[0]?.matrix.rows ?? 0
  const columns = parts.reduce((sum, { matrix }) => sum + matrix.columns, 0)
  const data = new Float32Array(picked.length * columns)
  for (const { matrix } of parts) {
    if (matrix.rows === rows) continue
    throw new NumericError(`Expected parts of ${rows} rows, got one of ${matrix.rows}`, {
      reason: 'out-of-range',
    })
  }
  for (const [at, row] of picked.entries()) {
    const scales = parts.map(({ matrix, weight }) => weight / (lengthOf(matrix, row) || Infinity))
    const total = Math.sqrt(
      parts.reduce((sum, { weight }, part) => sum + (scales[part] === 0 ? 0 : weight * weight), 0),
    )
    if (total === 0) {
      throw new NumericError(`Expected a vector with a direction, got zeros in row ${row} of ${rows}`, {
        reason: 'out-of-range',
      })
    }
    let column = at * columns
    parts.forEach(({ matrix }, part) => {
      const scale = (scales[part] ?? 0) / total
      const start = row * matrix.columns
      for (let j = 0; j < matrix.columns; j++) data[column++] = (matrix.data[start + j] ?? 0) * scale
    })
  }
  return { data, rows: picked.length, columns }
}

function lengthOf(matrix: Matrix, row: number): number {
  let squares = 0
  for (let j = row * matrix.columns; j < (row + 1) * matrix.columns; j++) {
    squares += (matrix.data[j] ?? 0) ** 2
  }
  return Math.sqrt(squares)
}
