import { type FiniteMatrix, finiteMatrix, squaredDistance, squaredNorms } from './distance.ts'
import { dotRoundingFactor, dotTile, TILE } from './dot-tile.ts'
import type { Matrix } from './matrix.ts'
import { requireInteger } from './require-range.ts'

/** The `count` nearest other rows of every row, nearest first; row i owns [i * count, (i + 1) * count). */
export type Neighbours = {
  readonly count: number
  readonly indices: Int32Array
  /** Euclidean. */
  readonly distances: Float64Array
}

/** Rows whose tiles are worked on together, so that they stay in the cache. */
const BLOCK = 32

type Search = {
  readonly points: FiniteMatrix
  readonly norms: Float64Array
  readonly roundingFactor: number
  readonly count: number
  readonly indices: Int32Array
  readonly squared: Float64Array
}

/**
 * The exact `count` nearest other rows of every row by Euclidean distance; of equally distant rows the one with the
 * smaller index counts as nearer. The row itself is never its own neighbour, its duplicates are.
 *
 * Every pair is looked at once: time n^2 d / 2, memory n (d + count). Tiles of dot products only rule pairs out, with a
 * bound on their rounding error; what they cannot rule out is measured again by `squaredDistance`.
 *
 * @param points - shape (n, d), finite.
 * @param count - integer in [0, n - 1]; 0 when there are no points.
 * @throws {NumericError} `non-finite` or `out-of-range`.
 */
export function nearestNeighbours(points: Matrix, count: number): Neighbours {
  const finite = finiteMatrix(points)
  const { rows } = finite
  requireInteger('count', count, 0, Math.max(0, rows - 1))
  const search: Search = {
    points: finite,
    norms: squaredNorms(finite),
    roundingFactor: dotRoundingFactor(finite.columns),
    count,
    indices: new Int32Array(rows * count).fill(rows),
    squared: new Float64Array(rows * count).fill(Number.POSITIVE_INFINITY),
  }
  if (count > 0) searchAllPairs(search)
  return { count, indices: search.indices, distances: search.squared.map(Math.sqrt) }
}

function searchAllPairs(search: Search): void {
  const padded = paddedToTiles(search.points)
  const dots = new Float64Array(TILE * TILE)
  for (let block = 0; block < padded.rows; block += BLOCK) {
    for (let right = block; right < padded.rows; right += TILE) {
      const blockEnd = Math.min(block + BLOCK, right + TILE)
      for (let left = block; left < blockEnd; left += TILE) {
        dotTile(padded, left, right, dots)
        considerTile(search, left, right, dots)
      }
    }
  }
}

/** Zero rows at the end make the last tile whole; `considerTile` leaves them out. */
function paddedToTiles({ data, rows, columns }: FiniteMatrix): FiniteMatrix {
  const paddedRows = Math.ceil(rows / TILE) * TILE
  const padded = new Float64Array(paddedRows * columns)
  padded.set(data)
  return { data: padded, rows: paddedRows, columns }
}

function considerTile(search: Search, left: number, right: number, dots: Float64Array): void {
  const { points, norms, roundingFactor, count, squared } = search
  const leftEnd = Math.min(left + TILE, points.rows)
  const rightEnd = Math.min(right + TILE, points.rows)
  for (let a = left; a < leftEnd; a++) {
    for (let b = Math.max(right, a + 1); b < rightEnd; b++) {
      const norm = norms[a]! + norms[b]!
      const lowerBound = norm - 2 * dots[(a - left) * TILE + b - right]! - roundingFactor * norm
      const limit = Math.max(squared[(a + 1) * count - 1]!, squared[(b + 1) * count - 1]!)
      if (lowerBound > limit) continue
      const distance = squaredDistance(points, a, b)
      offer(search, a, b, distance)
      offer(search, b, a, distance)
    }
  }
}

/** Inserts `candidate` into the sorted list of `row` when it is nearer than the last one there. */
function offer({ count, indices, squared }: Search, row: number, candidate: number, distance: number): void {
  const start = row * count
  let at = start + count - 1
  if (!isNearer(distance, candidate, squared[at]!, indices[at]!)) return
  for (; at > start && isNearer(distance, candidate, squared[at - 1]!, indices[at - 1]!); at--) {
    squared[at] = squared[at - 1]!
    indices[at] = indices[at - 1]!
  }
  squared[at] = distance
  indices[at] = candidate
}

function isNearer(distance: number, index: number, otherDistance: number, otherIndex: number): boolean {
  return distance < otherDistance || (distance === otherDistance && index < otherIndex)
}
