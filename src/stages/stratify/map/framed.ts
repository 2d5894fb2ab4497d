/**
 * The points turned so that they spread most from left to right, and scaled to a width of 1.
 *
 * @param points - shape (n, 2).
 * @returns `positions` of shape (n, 2), x in [0, 1], y in [0, `height`]; height at most 1. Points at one place stand in
 *   the middle of a square.
 */
export function framed(points: Float64Array): { readonly positions: Float64Array; readonly height: number } {
  const turned = turnedToMainAxis(points)
  const [left, right] = rangeOf(turned, 0)
  const [bottom, top] = rangeOf(turned, 1)
  const scale = Math.max(right - left, top - bottom)
  if (!(scale > 0)) return { positions: turned.map(() => 0.5), height: 1 }
  // The main axis is the longer one up to the shape's corners, which may stick out across it.
  const isTall = top - bottom > right - left
  const positions = turned.map((value, at) => (value - (at % 2 === 0 ? left : bottom)) / scale)
  const height = Math.min(right - left, top - bottom) / scale
  return { positions: isTall ? positions.map((_, at) => positions[at ^ 1]!) : positions, height }
}

function turnedToMainAxis(points: Float64Array): Float64Array {
  const n = points.length / 2
  let [meanX, meanY] = [0, 0]
  for (let at = 0; at < points.length; at += 2) {
    meanX += points[at]! / n
    meanY += points[at + 1]! / n
  }
  let [xx, xy, yy] = [0, 0, 0]
  for (let at = 0; at < points.length; at += 2) {
    const [x, y] = [points[at]! - meanX, points[at + 1]! - meanY]
    xx += x * x
    xy += x * y
    yy += y * y
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
  return points.map((value, at) =>
    at % 2 === 0 ? cosine * value + sine * points[at + 1]! : cosine * value - sine * points[at - 1]!,
  )
}

function rangeOf(points: Float64Array, from: number): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let at = from; at < points.length; at += 2) {
    low = Math.min(low, points[at]!)
    high = Math.max(high, points[at]!)
  }
  return [low, high]
}
