import type { Matrix } from '../../../../numeric/matrix.ts'
import type { Rng } from '../../../../numeric/random.ts'

/** Clusters of different width in `columns` dimensions; `centres` of them. */
export function clusteredPoints(
  rng: Rng,
  shape: {
    readonly rows: number
    readonly columns: number
    readonly centres: number
    readonly width: number
  },
): Matrix {
  const { rows, columns, centres, width } = shape
  const middles = Array.from({ length: centres * columns }, () => bell(rng))
  const widths = Array.from({ length: centres }, () => width * (0.3 + rng.nextFloat()))
  const data = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const centre = Math.floor(rng.nextFloat() * centres)
    for (let column = 0; column < columns; column++)
      data[row * columns + column] = middles[centre * columns + column]! + widths[centre]! * bell(rng)
  }
  return { data, rows, columns }
}

/** `share` of the rows become copies of earlier ones. */
export function withDuplicates(rng: Rng, { data, rows, columns }: Matrix, share: number): Matrix {
  const copy = Float64Array.from(data)
  for (let row = 1; row < rows; row++) {
    if (rng.nextFloat() >= share) continue
    const source = Math.floor(rng.nextFloat() * row)
    copy.copyWithin(row * columns, source * columns, (source + 1) * columns)
  }
  return { data: copy, rows, columns }
}

/** The rows in the order given. */
export function permutedRows({ data, rows, columns }: Matrix, order: readonly number[]): Matrix {
  const copy = new Float64Array(rows * columns)
  for (const [to, from] of order.entries())
    copy.set(data.subarray(from * columns, (from + 1) * columns), to * columns)
  return { data: copy, rows, columns }
}

/** About normal: mean 0, variance 1. */
function bell(rng: Rng): number {
  let sum = -6
  for (let at = 0; at < 12; at++) sum += rng.nextFloat()
  return sum
}
