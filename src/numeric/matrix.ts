/** Row-major dense matrix; row i is `data.subarray(i * columns, (i + 1) * columns)`. */
export type Matrix = {
  readonly data: Float64Array | Float32Array
  readonly rows: number
  readonly columns: number
}
