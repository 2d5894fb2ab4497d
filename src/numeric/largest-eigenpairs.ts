import { breadthFirstOrder, reordered } from './breadth-first-order.ts'
import type { Rng } from './random.ts'
import { releaseRows } from './release-rows.ts'
import type { SparseMatrix } from './sparse-matrix.ts'
import { type OpenBlock, openPlainBlock, type SubspaceBlock } from './subspace-block.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

export type LargestEigenpairsOptions = {
  /** Pairs with at least this eigenvalue are wanted, ... */
  readonly atLeast: number
  /** ... but no fewer than this, ... */
  readonly fewest: number
  /** ... and no more than this. */
  readonly most: number
  /** A guess of how many there will be: a good one saves rounds. */
  readonly expected: number
  /** All eigenvalues lie in [low, top]. */
  readonly low: number
  readonly top: number
  /**
   * Iteration ends when no value wanted moves by this much in a round, which leaves about a tenth of what was missing:
   * values are then within a tenth of it, vectors within about a third of its square root.
   */
  readonly tolerance: number
  /** Fills the start block: equal streams give equal results. */
  readonly rng: Rng
}

export type Eigenpairs = {
  /** Descending. */
  readonly values: Float64Array
  /** shape (rows, values.length), row-major: column j is the unit eigenvector of `values[j]`. */
  readonly vectors: Float64Array
}

/** Up to this size the whole matrix is decomposed, which is as fast and exact. */
const DENSE_ROWS = 256
const DEGREE = 12
const MOST_ROUNDS = 12

/**
 * The largest eigenvalues of a symmetric sparse matrix with their vectors: as many as reach `atLeast`, within
 * [`fewest`, `most`] and the number of rows.
 *
 * Chebyshev-filtered subspace iteration: the block grows until it holds more than what is wanted, and is filtered until
 * the values wanted have settled. Holds a block of rows x (1.125 `most` + 8) doubles, two in plain TypeScript.
 *
 * @param openBlock - where the block lives and who works on it. Default plain TypeScript.
 * @see Zhou, Saad, Tiago & Chelikowsky 2006, algorithm 4.1. The block adapts its width here, because the number of
 *   pairs wanted is not known beforehand.
 */
export async function largestEigenpairs(
  matrix: SparseMatrix,
  options: LargestEigenpairsOptions,
  openBlock: OpenBlock = openPlainBlock,
): Promise<Eigenpairs> {
  const { rows } = matrix
  if (rows > DENSE_ROWS) return subspaceIteration(matrix, options, openBlock)
  const { values, vectors } = symmetricEigen(toDense(matrix), rows)
  const count = wantedCount(values, options)
  return { values: values.slice(0, count), vectors: columnsOf(vectors, rows, count) }
}

async function subspaceIteration(
  matrix: SparseMatrix,
  options: LargestEigenpairsOptions,
  openBlock: OpenBlock,
): Promise<Eigenpairs> {
  const { rows } = matrix
  const { low, top, rng, fewest, most, expected } = options
  const widest = Math.min(rows, widthFor(most))
  const firstCut = options.atLeast - 0.25 * (top - options.atLeast)
  let width = Math.min(widest, widthFor(Math.max(fewest, expected)))
  const order = breadthFirstOrder(matrix)
  const block = openBlock(reordered(matrix, order), widest)
  try {
    appendRandom(block, order, width, rng)
    let high = firstCut
    let last = new Float64Array()
    for (let round = 1; ; round++) {
      await block.filter({ degree: DEGREE, low, high, top })
      await block.orthonormalise()
      const { values, vectors } = symmetricEigen(await block.project(), width)
      const count = wantedCount(values, options)
      const isWideEnough = width === widest || widthFor(count) <= width
      const moved = movedBy(values, last, count)
      if ((isWideEnough && moved < options.tolerance) || round === MOST_ROUNDS) {
        await block.combine(vectors.subarray(0, count * width), count)
        // A filtered block is ill-conditioned: once leaves it orthonormal to some eight digits, twice to all.
        await block.orthonormalise()
        const found = block.read()
        const ordered = inFormerOrder(found, order)
        releaseRows({ data: found })
        return { values: values.slice(0, count), vectors: ordered }
      }
      last = Float64Array.from(values)
      // Early Ritz values at the block's end lie far too low; a cut below `atLeast` is safe once enough reach that.
      high = count > fewest ? Math.max(values[width - 1]!, firstCut) : values[width - 1]!
      if (isWideEnough) continue
      const wider = Math.min(widest, Math.max(widthFor(count), Math.ceil(1.5 * width)))
      appendRandom(block, order, wider - width, rng)
      width = wider
      high = Math.min(high, firstCut)
    }
  } finally {
    await block.close()
  }
}

/** Columns beyond the last pair wanted: the closer the first eigenvalue outside the block, the slower it converges. */
function widthFor(count: number): number {
  return Math.ceil(1.125 * count) + 8
}

function wantedCount(values: Float64Array, { atLeast, fewest, most }: LargestEigenpairsOptions): number {
  const reaching = values.reduce((count, value) => count + Number(value >= atLeast), 0)
  return Math.min(values.length, Math.max(fewest, Math.min(most, reaching)))
}

function movedBy(values: Float64Array, last: Float64Array, count: number): number {
  let moved = last.length === 0 ? Number.POSITIVE_INFINITY : 0
  for (let at = 0; at < count; at++) moved = Math.max(moved, Math.abs(values[at]! - (last[at] ?? 0)))
  return moved
}

/** Each row has the numbers it would have without the reordering. */
function appendRandom(block: SubspaceBlock, order: Uint32Array, width: number, rng: Rng): void {
  const columns = new Float64Array(order.length * width)
  for (const place of placesOf(order)) {
    for (let at = place * width; at < (place + 1) * width; at++) columns[at] = rng.nextFloat() - 0.5
  }
  block.append(columns, width)
  releaseRows({ data: columns })
}

function inFormerOrder(block: Float64Array, order: Uint32Array): Float64Array {
  const width = block.length / order.length
  const result = new Float64Array(block.length)
  for (const [place, row] of order.entries())
    result.set(block.subarray(place * width, (place + 1) * width), row * width)
  return result
}

/** Where each row stands in `order`. */
function placesOf(order: Uint32Array): Uint32Array {
  const places = new Uint32Array(order.length)
  for (const [place, row] of order.entries()) places[row] = place
  return places
}

function toDense({ rows, offsets, indices, values }: SparseMatrix): Float64Array {
  const dense = new Float64Array(rows * rows)
  for (let row = 0; row < rows; row++)
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++)
      dense[row * rows + indices[entry]!] = values[entry]!
  return dense
}

/** The first `count` rows as columns. */
function columnsOf(vectors: Float64Array, size: number, count: number): Float64Array {
  return Float64Array.from(
    { length: size * count },
    (_, at) => vectors[(at % count) * size + Math.floor(at / count)]!,
  )
}
