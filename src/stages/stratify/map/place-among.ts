import { type FiniteMatrix, squaredDistance } from '../../../numeric/distance.ts'

const NEIGHBOURS = 5

/**
 * Where further points belong in a finished layout: at the mean of their five nearest laid-out points, near ones
 * counting more.
 *
 * @param points - shape (m, d): the further points.
 * @param anchors - shape (n, d), n >= 1: the points laid out, in the same space.
 * @param layout - shape (n, 2).
 * @returns shape (m, 2).
 */
export function placeAmong(points: FiniteMatrix, anchors: FiniteMatrix, layout: Float64Array): Float64Array {
  const placed = new Float64Array(points.rows * 2)
  const both = stacked(points, anchors)
  for (let row = 0; row < points.rows; row++) {
    const nearest = nearestAnchors(both, row, points.rows, anchors.rows)
    const closest = nearest[0]?.distance ?? 0
    const spread = nearest.reduce((sum, { distance }) => sum + distance - closest, 0) / nearest.length
    let total = 0
    for (const { anchor, distance } of nearest) {
      const weight = spread === 0 ? 1 : Math.exp((closest - distance) / spread)
      placed[2 * row]! += weight * layout[2 * anchor]!
      placed[2 * row + 1]! += weight * layout[2 * anchor + 1]!
      total += weight
    }
    placed[2 * row]! /= total
    placed[2 * row + 1]! /= total
  }
  return placed
}

type Nearest = { readonly anchor: number; readonly distance: number }

/** Ascending by distance, then by index. */
function nearestAnchors(
  both: FiniteMatrix,
  row: number,
  offset: number,
  anchors: number,
): readonly Nearest[] {
  let nearest: readonly { readonly anchor: number; readonly squared: number }[] = []
  let limit = Number.POSITIVE_INFINITY
  for (let anchor = 0; anchor < anchors; anchor++) {
    const squared = squaredDistance(both, row, offset + anchor, limit)
    if (squared >= limit) continue
    nearest = [...nearest, { anchor, squared }].sort((a, b) => a.squared - b.squared).slice(0, NEIGHBOURS)
    if (nearest.length === NEIGHBOURS) limit = nearest.at(-1)?.squared ?? limit
  }
  return nearest.map(({ anchor, squared }) => ({ anchor, distance: Math.sqrt(squared) }))
}

function stacked(above: FiniteMatrix, below: FiniteMatrix): FiniteMatrix {
  const data = new Float64Array(above.data.length + below.data.length)
  data.set(above.data)
  data.set(below.data, above.data.length)
  return { data, rows: above.rows + below.rows, columns: above.columns }
}
