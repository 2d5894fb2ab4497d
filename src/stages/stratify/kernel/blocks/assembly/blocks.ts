/**
 * Tall blocks of f64 columns, kept in panels: a panel is 16 columns of all rows, row-major. Every sum is taken in the
 * order of the plain code (src/numeric), so results are the same bits.
 */

/** Bytes of a row of a panel. */
const ROW: usize = 128

// A symmetric sparse matrix: row i holds `values[offsets[i] .. offsets[i + 1])` at columns `indices[...]`.
let offsets: usize = 0
let indices: usize = 0
let values: usize = 0

export function setMatrix(offsetsAt: usize, indicesAt: usize, valuesAt: usize): void {
  offsets = offsetsAt
  indices = indicesAt
  values = valuesAt
}

// @ts-ignore: decorator
@inline
function rowOf(panel: usize, row: i32): usize {
  return panel + <usize>row * ROW
}

// @ts-ignore: decorator
@inline
function rowAt(panel: usize, entry: usize): usize {
  return panel + <usize>load<u32>(indices + (entry << 2)) * ROW
}

// @ts-ignore: decorator
@inline
function valueAt(entry: usize, times: f64): v128 {
  return f64x2.splat(times * load<f64>(values + (entry << 3)))
}

/** Adds two columns of four neighbouring rows. */
// @ts-ignore: decorator
@inline
function plusFour(
  sum: v128, from0: usize, from1: usize, from2: usize, from3: usize,
  value0: v128, value1: v128, value2: v128, value3: v128,
): v128 {
  let four = f64x2.mul(value0, v128.load(from0))
  four = f64x2.add(four, f64x2.mul(value1, v128.load(from1)))
  four = f64x2.add(four, f64x2.mul(value2, v128.load(from2)))
  return f64x2.add(sum, f64x2.add(four, f64x2.mul(value3, v128.load(from3))))
}

// @ts-ignore: decorator
@inline
function plusOne(sum: v128, from: usize, value: v128): v128 {
  return f64x2.add(sum, f64x2.mul(value, v128.load(from)))
}

/** Adds times x the matrix's row to the panel row at `to`. */
// @ts-ignore: decorator
@inline
function addRow(source: usize, row: i32, to: usize, times: f64): void {
  let entry = <usize>load<u32>(offsets + ((<usize>row) << 2))
  const end = <usize>load<u32>(offsets + ((<usize>row) << 2), 4)
  let sum0 = v128.load(to)
  let sum1 = v128.load(to, 16)
  let sum2 = v128.load(to, 32)
  let sum3 = v128.load(to, 48)
  let sum4 = v128.load(to, 64)
  let sum5 = v128.load(to, 80)
  let sum6 = v128.load(to, 96)
  let sum7 = v128.load(to, 112)
  for (; entry + 3 < end; entry += 4) {
    const a = rowAt(source, entry)
    const b = rowAt(source, entry + 1)
    const c = rowAt(source, entry + 2)
    const d = rowAt(source, entry + 3)
    const u = valueAt(entry, times)
    const v = valueAt(entry + 1, times)
    const w = valueAt(entry + 2, times)
    const x = valueAt(entry + 3, times)
    sum0 = plusFour(sum0, a, b, c, d, u, v, w, x)
    sum1 = plusFour(sum1, a + 16, b + 16, c + 16, d + 16, u, v, w, x)
    sum2 = plusFour(sum2, a + 32, b + 32, c + 32, d + 32, u, v, w, x)
    sum3 = plusFour(sum3, a + 48, b + 48, c + 48, d + 48, u, v, w, x)
    sum4 = plusFour(sum4, a + 64, b + 64, c + 64, d + 64, u, v, w, x)
    sum5 = plusFour(sum5, a + 80, b + 80, c + 80, d + 80, u, v, w, x)
    sum6 = plusFour(sum6, a + 96, b + 96, c + 96, d + 96, u, v, w, x)
    sum7 = plusFour(sum7, a + 112, b + 112, c + 112, d + 112, u, v, w, x)
  }
  for (; entry < end; entry++) {
    const a = rowAt(source, entry)
    const u = valueAt(entry, times)
    sum0 = plusOne(sum0, a, u)
    sum1 = plusOne(sum1, a + 16, u)
    sum2 = plusOne(sum2, a + 32, u)
    sum3 = plusOne(sum3, a + 48, u)
    sum4 = plusOne(sum4, a + 64, u)
    sum5 = plusOne(sum5, a + 80, u)
    sum6 = plusOne(sum6, a + 96, u)
    sum7 = plusOne(sum7, a + 112, u)
  }
  v128.store(to, sum0)
  v128.store(to, sum1, 16)
  v128.store(to, sum2, 32)
  v128.store(to, sum3, 48)
  v128.store(to, sum4, 64)
  v128.store(to, sum5, 80)
  v128.store(to, sum6, 96)
  v128.store(to, sum7, 112)
}

/** target := times (matrix - shift) source - minus target, rows [start, end) of a panel. */
export function step(
  source: usize, target: usize, start: i32, end: i32,
  times: f64, shift: f64, minus: f64,
): void {
  const own = f64x2.splat(-(times * shift))
  const less = f64x2.splat(minus)
  for (let row = start; row < end; row++) {
    const from = rowOf(source, row)
    const to = rowOf(target, row)
    for (let at: usize = 0; at < ROW; at += 16)
      v128.store(
        to + at,
        f64x2.sub(f64x2.mul(own, v128.load(from + at)), f64x2.mul(less, v128.load(to + at))),
      )
    addRow(source, row, to, times)
  }
}

/** target := matrix source, rows [start, end) of a panel. */
export function image(source: usize, target: usize, start: i32, end: i32): void {
  for (let row = start; row < end; row++) {
    const to = rowOf(target, row)
    memory.fill(to, 0, ROW)
    addRow(source, row, to, 1)
  }
}

/**
 * Inner products of four columns with four: element (i, j) is the sum over k of a[k][i] b[k][j], added to (or put in
 * place of) the one in row i of `to`. The steps are bytes from one k, or one row of `to`, to the next.
 */
// @ts-ignore: decorator
@inline
function tile(
  a: usize, aStep: usize, b: usize, bStep: usize, count: i32,
  to: usize, toStep: usize, isAdded: bool,
): void {
  let s00 = f64x2.splat(0)
  let s01 = f64x2.splat(0)
  let s10 = f64x2.splat(0)
  let s11 = f64x2.splat(0)
  let s20 = f64x2.splat(0)
  let s21 = f64x2.splat(0)
  let s30 = f64x2.splat(0)
  let s31 = f64x2.splat(0)
  for (let k = 0; k < count; k++) {
    const left = v128.load(b)
    const right = v128.load(b, 16)
    let x = v128.load64_splat(a)
    s00 = f64x2.add(s00, f64x2.mul(x, left))
    s01 = f64x2.add(s01, f64x2.mul(x, right))
    x = v128.load64_splat(a, 8)
    s10 = f64x2.add(s10, f64x2.mul(x, left))
    s11 = f64x2.add(s11, f64x2.mul(x, right))
    x = v128.load64_splat(a, 16)
    s20 = f64x2.add(s20, f64x2.mul(x, left))
    s21 = f64x2.add(s21, f64x2.mul(x, right))
    x = v128.load64_splat(a, 24)
    s30 = f64x2.add(s30, f64x2.mul(x, left))
    s31 = f64x2.add(s31, f64x2.mul(x, right))
    a += aStep
    b += bStep
  }
  if (isAdded) {
    s00 = f64x2.add(v128.load(to), s00)
    s01 = f64x2.add(v128.load(to, 16), s01)
    s10 = f64x2.add(v128.load(to + toStep), s10)
    s11 = f64x2.add(v128.load(to + toStep, 16), s11)
    s20 = f64x2.add(v128.load(to + 2 * toStep), s20)
    s21 = f64x2.add(v128.load(to + 2 * toStep, 16), s21)
    s30 = f64x2.add(v128.load(to + 3 * toStep), s30)
    s31 = f64x2.add(v128.load(to + 3 * toStep, 16), s31)
  }
  v128.store(to, s00)
  v128.store(to, s01, 16)
  v128.store(to + toStep, s10)
  v128.store(to + toStep, s11, 16)
  v128.store(to + 2 * toStep, s20)
  v128.store(to + 2 * toStep, s21, 16)
  v128.store(to + 3 * toStep, s30)
  v128.store(to + 3 * toStep, s31, 16)
}

/** Adds the products of the columns of two panels, over rows [start, end), to the 16 x 16 numbers at `sums`. */
export function addProducts(left: usize, right: usize, start: i32, end: i32, sums: usize, sumsStep: usize): void {
  for (let i: usize = 0; i < 16; i += 4)
    for (let j: usize = 0; j < 16; j += 4)
      tile(
        rowOf(left, start) + i * 8, ROW, rowOf(right, start) + j * 8, ROW, end - start,
        sums + i * sumsStep + j * 8, sumsStep, true,
      )
}

/**
 * Turns rows [start, end), a multiple of 4 and at most 32 of them, of all panels: the row times the `factor`, whose
 * panels have a row for each of the `width` columns.
 *
 * @param panelStep - bytes from one panel of the block to the next.
 * @param isUpperTriangular - says that the factor is zero below its diagonal.
 * @param scratch - `width` x 32 f64.
 */
export function turnRows(
  block: usize, panelStep: usize, start: i32, end: i32,
  factor: usize, width: i32, panels: i32, isUpperTriangular: bool, scratch: usize,
): void {
  for (let column = 0; column < width; column++) {
    let from = rowOf(block + <usize>(column >> 4) * panelStep, start) + (<usize>(column & 15) << 3)
    const to = scratch + (<usize>column << 8)
    for (let row: usize = 0; row < <usize>(end - start); row++) {
      store<f64>(to + (row << 3), load<f64>(from))
      from += ROW
    }
  }
  for (let panel = 0; panel < panels; panel++) {
    const own = factor + <usize>(panel * width) * ROW
    for (let j = 0; j < 16; j += 4) {
      const terms = isUpperTriangular ? min(width, panel * 16 + j + 4) : width
      for (let row = start; row < end; row += 4)
        tile(
          scratch + (<usize>(row - start) << 3), 256, own + (<usize>j << 3), ROW, terms,
          rowOf(block + <usize>panel * panelStep, row) + (<usize>j << 3), ROW, false,
        )
    }
  }
}
