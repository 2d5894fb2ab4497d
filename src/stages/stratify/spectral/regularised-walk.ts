import type { SparseMatrix } from '../../../numeric/sparse-matrix.ts'

/** Of the mean degree: a loop of this weight at every point keeps tiny components from owning the top eigenvectors. */
const LOOP_SHARE = 1e-3

/**
 * The symmetric transition matrix of a random walk on `graph` with a small loop at every point:
 * (D + t)^-1/2 (A + t) (D + t)^-1/2, D the degrees, t a thousandth of their mean. Its eigenvalues lie in (-1, 1];
 * those of groups that are hard to leave are close to 1.
 *
 * @param graph - symmetric, weights > 0, no loops, at least one edge; columns ascend within a row.
 * @see Chaudhuri, Chung & Tsiatas 2012; Amini et al. 2013 (regularised spectral clustering; they add t / n everywhere,
 *   we add t on the diagonal, which keeps the matrix sparse).
 */
export function regularisedWalk(graph: SparseMatrix): SparseMatrix {
  const { rows, columns, offsets: from, indices: neighbours, values: weights } = graph
  const degrees = new Float64Array(rows)
  for (let row = 0; row < rows; row++)
    for (let entry = from[row]!; entry < from[row + 1]!; entry++) degrees[row]! += weights[entry]!
  const loop = (LOOP_SHARE * degrees.reduce((total, degree) => total + degree, 0)) / Math.max(1, rows)
  const roots = degrees.map(degree => Math.sqrt(degree + loop))
  const offsets = from.map((offset, row) => offset + row)
  const indices = new Uint32Array(neighbours.length + rows)
  const values = new Float64Array(neighbours.length + rows)
  for (let row = 0; row < rows; row++) {
    const start = offsets[row]!
    indices[start] = row
    values[start] = loop / roots[row]! ** 2
    for (let entry = from[row]!; entry < from[row + 1]!; entry++) {
      const column = neighbours[entry]!
      indices[entry + row + 1] = column
      values[entry + row + 1] = weights[entry]! / (roots[row]! * roots[column]!)
    }
  }
  return { rows, columns, offsets, indices, values }
}
