import { rowBytes, tileOut } from './view'

/** Four sums of four lanes each, as one vector of four sums. */
// @ts-ignore: decorator
@inline
function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7))
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7))
  return i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3))
}

/**
 * Writes the integer dot products of two rows with four rows to `tileOut`: two vectors of four.
 *
 * Eight sums fit the sixteen registers with their operands; the multiplier, not loads, is the limit. No sum can leave
 * 32 bits, because rows are scaled to at most 46,340 long (Cauchy-Schwarz on every subset of the columns).
 */
export function int16Tile(a0: usize, a1: usize, b0: usize, b1: usize, b2: usize, b3: usize): void {
  let s00 = i32x4.splat(0)
  let s01 = i32x4.splat(0)
  let s02 = i32x4.splat(0)
  let s03 = i32x4.splat(0)
  let s10 = i32x4.splat(0)
  let s11 = i32x4.splat(0)
  let s12 = i32x4.splat(0)
  let s13 = i32x4.splat(0)
  const end = a0 + rowBytes
  while (a0 < end) {
    let x0 = v128.load(a0)
    let x1 = v128.load(a1)
    let y = v128.load(b0)
    s00 = i32x4.add(s00, i32x4.dot_i16x8_s(x0, y))
    s10 = i32x4.add(s10, i32x4.dot_i16x8_s(x1, y))
    y = v128.load(b1)
    s01 = i32x4.add(s01, i32x4.dot_i16x8_s(x0, y))
    s11 = i32x4.add(s11, i32x4.dot_i16x8_s(x1, y))
    y = v128.load(b2)
    s02 = i32x4.add(s02, i32x4.dot_i16x8_s(x0, y))
    s12 = i32x4.add(s12, i32x4.dot_i16x8_s(x1, y))
    y = v128.load(b3)
    s03 = i32x4.add(s03, i32x4.dot_i16x8_s(x0, y))
    s13 = i32x4.add(s13, i32x4.dot_i16x8_s(x1, y))
    x0 = v128.load(a0, 16)
    x1 = v128.load(a1, 16)
    y = v128.load(b0, 16)
    s00 = i32x4.add(s00, i32x4.dot_i16x8_s(x0, y))
    s10 = i32x4.add(s10, i32x4.dot_i16x8_s(x1, y))
    y = v128.load(b1, 16)
    s01 = i32x4.add(s01, i32x4.dot_i16x8_s(x0, y))
    s11 = i32x4.add(s11, i32x4.dot_i16x8_s(x1, y))
    y = v128.load(b2, 16)
    s02 = i32x4.add(s02, i32x4.dot_i16x8_s(x0, y))
    s12 = i32x4.add(s12, i32x4.dot_i16x8_s(x1, y))
    y = v128.load(b3, 16)
    s03 = i32x4.add(s03, i32x4.dot_i16x8_s(x0, y))
    s13 = i32x4.add(s13, i32x4.dot_i16x8_s(x1, y))
    a0 += 32
    a1 += 32
    b0 += 32
    b1 += 32
    b2 += 32
    b3 += 32
  }
  v128.store(tileOut, sumsOf(s00, s01, s02, s03))
  v128.store(tileOut, sumsOf(s10, s11, s12, s13), 16)
}

/** sum0 + sum1 + (sum2 + sum3), added in that order. */
// @ts-ignore: decorator
@inline
function sumOf(low: v128, high: v128): f64 {
  return (
    f64x2.extract_lane(low, 0) +
    f64x2.extract_lane(low, 1) +
    (f64x2.extract_lane(high, 0) + f64x2.extract_lane(high, 1))
  )
}

// @ts-ignore: decorator
@inline
function plusSquare(sum: v128, a: v128, b: v128): v128 {
  const difference = f64x2.sub(a, b)
  return f64x2.add(sum, f64x2.mul(difference, difference))
}

/**
 * Writes the four squared distances between two and two rows of f64 to `tileOut`, row-major: the same bits as
 * `squaredDistance` of src/numeric/distance.ts, whose four sums are the four lanes here.
 */
// @ts-ignore: decorator
@inline
export function float64Tile(a0: usize, a1: usize, b0: usize, b1: usize): void {
  let low00 = f64x2.splat(0)
  let low01 = f64x2.splat(0)
  let low10 = f64x2.splat(0)
  let low11 = f64x2.splat(0)
  let high00 = f64x2.splat(0)
  let high01 = f64x2.splat(0)
  let high10 = f64x2.splat(0)
  let high11 = f64x2.splat(0)
  const end = a0 + rowBytes
  while (a0 < end) {
    let x0 = v128.load(a0)
    let x1 = v128.load(a1)
    let y0 = v128.load(b0)
    let y1 = v128.load(b1)
    low00 = plusSquare(low00, x0, y0)
    low01 = plusSquare(low01, x0, y1)
    low10 = plusSquare(low10, x1, y0)
    low11 = plusSquare(low11, x1, y1)
    x0 = v128.load(a0, 16)
    x1 = v128.load(a1, 16)
    y0 = v128.load(b0, 16)
    y1 = v128.load(b1, 16)
    high00 = plusSquare(high00, x0, y0)
    high01 = plusSquare(high01, x0, y1)
    high10 = plusSquare(high10, x1, y0)
    high11 = plusSquare(high11, x1, y1)
    a0 += 32
    a1 += 32
    b0 += 32
    b1 += 32
  }
  store<f64>(tileOut, sumOf(low00, high00))
  store<f64>(tileOut, sumOf(low01, high01), 8)
  store<f64>(tileOut, sumOf(low10, high10), 16)
  store<f64>(tileOut, sumOf(low11, high11), 24)
}
