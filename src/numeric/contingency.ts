import { NumericError } from '../errors/numeric-error.ts'
import type { Matrix } from './matrix.ts'
import { requireRange } from './require-range.ts'

export type PearsonTest = {
  readonly statistic: number
  /** (rows - 1) (columns - 1), rows and columns without a count left out; 0 when nothing is comparable. */
  readonly degreesOfFreedom: number
}

/**
 * Pearson's chi-square of the independence of rows and columns of a table of counts. Empty rows and columns say
 * nothing and are left out.
 *
 * @param counts - shape (rows, columns), >= 0.
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see Pearson 1900.
 */
export function pearsonTest(counts: Matrix): PearsonTest {
  const { data, rows, columns } = counts
  if (data.length !== rows * columns)
    throw new NumericError(`Expected ${rows} x ${columns} counts, got ${data.length}`, {
      reason: 'out-of-range',
    })
  for (const count of data) requireRange('count', count, 0, Number.MAX_SAFE_INTEGER)
  const rowSums = new Float64Array(rows)
  const columnSums = new Float64Array(columns)
  let total = 0
  for (const [at, count] of data.entries()) {
    rowSums[Math.floor(at / columns)]! += count
    columnSums[at % columns]! += count
    total += count
  }
  const usedRows = rowSums.filter(sum => sum > 0).length
  const usedColumns = columnSums.filter(sum => sum > 0).length
  const degreesOfFreedom = Math.max(0, usedRows - 1) * Math.max(0, usedColumns - 1)
  let statistic = 0
  for (const [at, count] of data.entries()) {
    const expected = (rowSums[Math.floor(at / columns)]! * columnSums[at % columns]!) / total
    if (expected > 0) statistic += (count - expected) ** 2 / expected
  }
  return { statistic, degreesOfFreedom }
}
