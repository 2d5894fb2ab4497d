import { type FiniteMatrix, squaredDistance, squaredNorms } from './distance.ts'
import { dotTile, TILE } from './dot-tile.ts'
import { type Rng, randomInteger } from './random.ts'
import { requireInteger } from './require-range.ts'

export type KMeansOptions = {
  /** Groups wanted, integer >= 1; there are fewer when there are fewer distinct points. */
  readonly count: number
  /** Rounds of Lloyd's iteration at most, integer >= 0. */
  readonly mostRounds: number
  /** Equal streams give equal groups for points in the same order. */
  readonly rng: Rng
}

/**
 * The group of every point, around means: k-means++ seeding, then Lloyd's iteration until no label moves or
 * `mostRounds` are over. Time rounds x n x count x d.
 *
 * @param points - shape (n, d), finite.
 * @returns shape (n,): 0, 1, ... in the order in which the groups first appear among the points; no group is empty.
 * @throws {NumericError} `out-of-range`.
 * @see Arthur & Vassilvitskii 2007.
 */
export function kMeans(points: FiniteMatrix, options: KMeansOptions): Int32Array {
  requireInteger('count', options.count, 1, Number.MAX_SAFE_INTEGER)
  requireInteger('mostRounds', options.mostRounds, 0, Number.MAX_SAFE_INTEGER)
  const assignment = createAssignment(points, seeds(points, options))
  let labels = assignment.nearest()
  for (let round = 0; round < options.mostRounds; round++) {
    assignment.moveToMeans(labels)
    const moved = assignment.nearest()
    const isSettled = moved.every((label, point) => label === labels[point])
    labels = moved
    if (isSettled) break
  }
  const names = new Map([...new Set(labels)].map((label, at) => [label, at]))
  return labels.map(label => names.get(label)!)
}

/** Points to start from: each next one is drawn in proportion to its squared distance from those there are. */
function seeds(points: FiniteMatrix, { count, rng }: KMeansOptions): readonly number[] {
  const chosen: number[] = []
  const squared = new Float64Array(points.rows).fill(1)
  while (chosen.length < Math.min(count, points.rows)) {
    const next = chosen.length === 0 ? randomInteger(rng, points.rows) : drawn(squared, rng)
    if (next === undefined) break
    if (chosen.length === 0) squared.fill(Number.POSITIVE_INFINITY)
    chosen.push(next)
    for (let point = 0; point < points.rows; point++)
      squared[point] = Math.min(squared[point]!, squaredDistance(points, point, next, squared[point]!))
  }
  return chosen
}

/** Undefined when every weight is zero: all distinct points have been chosen. */
function drawn(weights: Float64Array, rng: Rng): number | undefined {
  let left = rng.nextFloat() * weights.reduce((total, weight) => total + weight, 0)
  let last: number | undefined
  for (let at = 0; at < weights.length; at++) {
    if (weights[at] === 0) continue
    last = at
    left -= weights[at]!
    if (left < 0) return at
  }
  return last
}

/** The centres, and the points beside them in one matrix so that tiles of dot products can be taken. */
function createAssignment(points: FiniteMatrix, chosen: readonly number[]) {
  const { rows, columns, data } = points
  const centreRows = Math.ceil(chosen.length / TILE) * TILE
  const pointRows = Math.ceil(rows / TILE) * TILE
  const together: FiniteMatrix = {
    data: new Float64Array((centreRows + pointRows) * columns),
    rows: centreRows + pointRows,
    columns,
  }
  const centres = together.data.subarray(0, chosen.length * columns)
  for (const [at, point] of chosen.entries())
    centres.set(data.subarray(point * columns, (point + 1) * columns), at * columns)
  together.data.set(data, centreRows * columns)

  /** |x - c|^2 is smallest where x.c - |c|^2 / 2 is largest; of equally near centres the first is taken. */
  function nearest(): Int32Array {
    const norms = squaredNorms({ data: centres, rows: chosen.length, columns })
    const labels = new Int32Array(rows)
    const best = new Float64Array(rows).fill(Number.NEGATIVE_INFINITY)
    const dots = new Float64Array(TILE * TILE)
    for (let start = 0; start < rows; start += TILE) {
      for (let left = 0; left < chosen.length; left += TILE) {
        dotTile(together, left, centreRows + start, dots)
        for (let at = 0; at < TILE * TILE; at++) {
          const centre = left + Math.floor(at / TILE)
          const point = start + (at % TILE)
          if (centre >= chosen.length || point >= rows) continue
          const score = dots[at]! - norms[centre]! / 2
          if (score <= best[point]!) continue
          best[point] = score
          labels[point] = centre
        }
      }
    }
    return labels
  }

  /** A centre that lost all its points stays where it is. */
  function moveToMeans(labels: Int32Array): void {
    const sums = new Float64Array(centres.length)
    const sizes = new Float64Array(chosen.length)
    for (let point = 0; point < rows; point++) {
      const to = labels[point]! * columns
      sizes[labels[point]!]! += 1
      for (let column = 0; column < columns; column++) sums[to + column]! += data[point * columns + column]!
    }
    for (let at = 0; at < sums.length; at++) {
      const size = sizes[Math.floor(at / columns)]!
      if (size > 0) centres[at] = sums[at]! / size
    }
  }

  return { nearest, moveToMeans }
}
