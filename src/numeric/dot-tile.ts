import type { FiniteMatrix } from './distance.ts'

/** Rows and columns of one tile of dot products. */
export const TILE = 4

/**
 * Writes the dot products of rows left..left+3 with rows right..right+3 into `dots`, row-major.
 *
 * Sixteen sums in registers: each number loaded is used four times, about five times as fast as one pair at a time.
 */
export function dotTile(
  { data, columns }: FiniteMatrix,
  left: number,
  right: number,
  dots: Float64Array,
): void {
  const left0 = left * columns
  const left1 = left0 + columns
  const left2 = left1 + columns
  const left3 = left2 + columns
  const right0 = right * columns
  const right1 = right0 + columns
  const right2 = right1 + columns
  const right3 = right2 + columns
  let [s00, s01, s02, s03] = [0, 0, 0, 0]
  let [s10, s11, s12, s13] = [0, 0, 0, 0]
  let [s20, s21, s22, s23] = [0, 0, 0, 0]
  let [s30, s31, s32, s33] = [0, 0, 0, 0]
  for (let column = 0; column < columns; column++) {
    const a0 = data[left0 + column]!
    const a1 = data[left1 + column]!
    const a2 = data[left2 + column]!
    const a3 = data[left3 + column]!
    let b = data[right0 + column]!
    s00 += a0 * b
    s10 += a1 * b
    s20 += a2 * b
    s30 += a3 * b
    b = data[right1 + column]!
    s01 += a0 * b
    s11 += a1 * b
    s21 += a2 * b
    s31 += a3 * b
    b = data[right2 + column]!
    s02 += a0 * b
    s12 += a1 * b
    s22 += a2 * b
    s32 += a3 * b
    b = data[right3 + column]!
    s03 += a0 * b
    s13 += a1 * b
    s23 += a2 * b
    s33 += a3 * b
  }
  dots.set([s00, s01, s02, s03, s10, s11, s12, s13, s20, s21, s22, s23, s30, s31, s32, s33])
}

/** Writes the dot products of `row` with the four `others` into `dots`. Two sums each keep the adders busy. */
export function dotWithFour(
  { data, columns }: FiniteMatrix,
  row: number,
  others: Int32Array,
  dots: Float64Array,
): void {
  const start = row * columns
  const start0 = others[0]! * columns
  const start1 = others[1]! * columns
  const start2 = others[2]! * columns
  const start3 = others[3]! * columns
  let [even0, even1, even2, even3] = [0, 0, 0, 0]
  let [odd0, odd1, odd2, odd3] = [0, 0, 0, 0]
  let column = 0
  for (; column + 1 < columns; column += 2) {
    const even = data[start + column]!
    const odd = data[start + column + 1]!
    even0 += even * data[start0 + column]!
    even1 += even * data[start1 + column]!
    even2 += even * data[start2 + column]!
    even3 += even * data[start3 + column]!
    odd0 += odd * data[start0 + column + 1]!
    odd1 += odd * data[start1 + column + 1]!
    odd2 += odd * data[start2 + column + 1]!
    odd3 += odd * data[start3 + column + 1]!
  }
  if (column < columns) {
    const last = data[start + column]!
    even0 += last * data[start0 + column]!
    even1 += last * data[start1 + column]!
    even2 += last * data[start2 + column]!
    even3 += last * data[start3 + column]!
  }
  dots[0] = even0 + odd0
  dots[1] = even1 + odd1
  dots[2] = even2 + odd2
  dots[3] = even3 + odd3
}

/**
 * Times |a|^2 + |b|^2: how far |a|^2 + |b|^2 - 2ab, computed from rows of `columns` numbers, may lie above the squared
 * distance that `squaredDistance` returns. Dot products and norms of d terms are off by at most about d 2^-53 |a||b|
 * each (Higham 2002, section 3.1); 8 covers all of them together.
 */
export function dotRoundingFactor(columns: number): number {
  return 8 * (columns + 8) * 2 ** -53
}
