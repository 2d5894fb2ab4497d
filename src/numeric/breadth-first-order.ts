import type { SparseMatrix } from './sparse-matrix.ts'

/**
 * The rows of a symmetric matrix in the order in which a walk over its entries meets them, breadth first from row 0 and
 * then from every row not met yet. Rows that have much to do with each other come close together, so that what a row
 * needs is still in the cache.
 *
 * @returns length rows: which row stands at each place.
 * @see Cuthill & McKee 1969. They also order neighbours by degree, which matters for elimination only.
 */
export function breadthFirstOrder({ rows, offsets, indices }: SparseMatrix): Uint32Array {
  const order = new Uint32Array(rows)
  const isMet = new Uint8Array(rows)
  let met = 0
  const meet = (row: number) => {
    if (isMet[row] === 1) return
    isMet[row] = 1
    order[met++] = row
  }
  for (let start = 0, next = 0; start < rows; start++) {
    meet(start)
    for (; next < met; next++) {
      const row = order[next]!
      for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) meet(indices[entry]!)
    }
  }
  return order
}

/** The matrix with rows and columns in another order. Within a row, entries stay in theirs. */
export function reordered(matrix: SparseMatrix, order: Uint32Array): SparseMatrix {
  const { rows, columns, offsets: from, indices: others, values: weights } = matrix
  const places = new Uint32Array(rows)
  for (let place = 0; place < rows; place++) places[order[place]!] = place
  const offsets = new Uint32Array(rows + 1)
  const indices = new Uint32Array(others.length)
  const values = new Float64Array(weights.length)
  let size = 0
  for (let place = 0; place < rows; place++) {
    const row = order[place]!
    for (let entry = from[row]!; entry < from[row + 1]!; entry++) {
      indices[size] = places[others[entry]!]!
      values[size++] = weights[entry]!
    }
    offsets[place + 1] = size
  }
  return { rows, columns, offsets, indices, values }
}
