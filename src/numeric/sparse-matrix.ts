/** Compressed sparse rows: row i holds `values[offsets[i] .. offsets[i + 1])` at columns `indices[...]`. */
export type SparseMatrix = {
  readonly rows: number
  readonly columns: number
  /** Length rows + 1. */
  readonly offsets: Uint32Array
  readonly indices: Uint32Array
  readonly values: Float64Array
}

/** The transpose; within a row, columns ascend. */
export function transpose(matrix: SparseMatrix): SparseMatrix {
  const { rows, columns } = matrix
  const entries = matrix.values.length
  const offsets = new Uint32Array(columns + 1)
  for (let entry = 0; entry < entries; entry++) offsets[matrix.indices[entry]! + 1]! += 1
  for (let column = 0; column < columns; column++) offsets[column + 1]! += offsets[column]!
  const cursor = offsets.slice()
  const indices = new Uint32Array(entries)
  const values = new Float64Array(entries)
  for (let row = 0; row < rows; row++) {
    for (let entry = matrix.offsets[row]!; entry < matrix.offsets[row + 1]!; entry++) {
      const slot = cursor[matrix.indices[entry]!]!++
      indices[slot] = row
      values[slot] = matrix.values[entry]!
    }
  }
  return { rows: columns, columns: rows, offsets, indices, values }
}

/** The columns of `left` followed by those of `right`; both have the same rows. */
export function besides(left: SparseMatrix, right: SparseMatrix): SparseMatrix {
  const offsets = new Uint32Array(left.rows + 1)
  const entries = left.values.length + right.values.length
  const indices = new Uint32Array(entries)
  const values = new Float64Array(entries)
  let slot = 0
  for (let row = 0; row < left.rows; row++) {
    for (const [part, shift] of [
      [left, 0],
      [right, left.columns],
    ] as const) {
      for (let entry = part.offsets[row]!; entry < part.offsets[row + 1]!; entry++) {
        indices[slot] = part.indices[entry]! + shift
        values[slot] = part.values[entry]!
        slot += 1
      }
    }
    offsets[row + 1] = slot
  }
  return { rows: left.rows, columns: left.columns + right.columns, offsets, indices, values }
}

/**
 * The product of a sparse and a dense matrix.
 *
 * @param dense - shape (matrix.columns, width), row-major.
 * @returns shape (matrix.rows, width), row-major.
 */
export function multiplySparse(matrix: SparseMatrix, dense: Float64Array, width: number): Float64Array {
  const { offsets, indices, values } = matrix
  const product = new Float64Array(matrix.rows * width)
  for (let row = 0; row < matrix.rows; row++) {
    const target = row * width
    const end = offsets[row + 1]!
    let entry = offsets[row]!
    // Four entries a pass: each running sum is read and written a quarter as often.
    for (; entry + 3 < end; entry += 4) {
      const source0 = indices[entry]! * width
      const source1 = indices[entry + 1]! * width
      const source2 = indices[entry + 2]! * width
      const source3 = indices[entry + 3]! * width
      const value0 = values[entry]!
      const value1 = values[entry + 1]!
      const value2 = values[entry + 2]!
      const value3 = values[entry + 3]!
      for (let j = 0; j < width; j++) {
        product[target + j]! +=
          value0 * dense[source0 + j]! +
          value1 * dense[source1 + j]! +
          value2 * dense[source2 + j]! +
          value3 * dense[source3 + j]!
      }
    }
    for (; entry < end; entry++) {
      const source = indices[entry]! * width
      const value = values[entry]!
      for (let j = 0; j < width; j++) product[target + j]! += value * dense[source + j]!
    }
  }
  return product
}
