import { NumericError } from '../errors/numeric-error.ts'
import type { Matrix } from './matrix.ts'

/** A matrix at one byte per number: `data[i * columns + j] * scales[i]`, off by at most half a scale. */
export type QuantisedRows = {
  readonly data: Int8Array
  /** Shape (rows,); 0 for a row of zeros. */
  readonly scales: Float32Array
  readonly rows: number
  readonly columns: number
}

const LARGEST = 127

/**
 * The rows in one byte per number, each with the scale its largest number needs. A cosine between two rows of unit
 * length and some hundred columns moves by less than 0.002.
 *
 * @throws {NumericError} `non-finite`.
 */
export function quantiseRows({ data, rows, columns }: Matrix): QuantisedRows {
  const bytes = new Int8Array(rows * columns)
  const scales = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    const start = row * columns
    let largest = 0
    for (let at = start; at < start + columns; at++) {
      const size = Math.abs(data[at]!)
      if (!(size < Number.POSITIVE_INFINITY))
        throw new NumericError(`Expected finite numbers, got ${data[at]} in row ${row}`, {
          reason: 'non-finite',
        })
      if (size > largest) largest = size
    }
    // Rounded as it is kept, so that a number read back is off by no more than half of this very scale.
    const scale = Math.fround(largest / LARGEST)
    scales[row] = scale
    if (scale === 0) continue
    for (let at = start; at < start + columns; at++)
      bytes[at] = Math.max(-LARGEST, Math.min(LARGEST, Math.round(data[at]! / scale)))
  }
  return { data: bytes, scales, rows, columns }
}

/** The numbers the bytes stand for, in single precision. */
export function dequantiseRows({ data, scales, rows, columns }: QuantisedRows): Matrix {
  const values = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const scale = scales[row]!
    for (let at = row * columns; at < (row + 1) * columns; at++) values[at] = data[at]! * scale
  }
  return { data: values, rows, columns }
}
