import type { Matrix } from '../../../numeric/matrix.ts'

/** The rows at these positions, in f64. */
export function pickRows({ data, columns }: Matrix, rows: readonly number[]): Matrix {
  const picked = new Float64Array(rows.length * columns)
  for (const [at, row] of rows.entries())
    picked.set(data.subarray(row * columns, (row + 1) * columns), at * columns)
  return { data: picked, rows: rows.length, columns }
}
