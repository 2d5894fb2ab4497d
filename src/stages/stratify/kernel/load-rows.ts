import type { Matrix } from '../../../numeric/matrix.ts'
import type { DistinctRows } from './distinct-rows.ts'
import type { Workspace } from './workspace.ts'

/** Longest quantised row: products of two, and any part of them, stay within 32 bits (46,340 squared is just below 2^31). */
export const LONGEST_ROW = 46_000
export const LARGEST_INT16 = 32_767

/**
 * Writes the rows into the workspace and returns the power of two by which distances there are longer: coordinates are
 * scaled so that single precision neither overflows nor vanishes.
 *
 * @param longestRow - how fine to quantise; smaller only to test what happens when that is too coarse.
 */
export function loadRows(rows: DistinctRows, workspace: Workspace, longestRow: number): number {
  return workspace.precision === 'int16'
    ? loadQuantised(rows, workspace, longestRow)
    : loadFloat64(rows, workspace)
}

/**
 * Each row less the mean of all becomes scale x int16. Distances are those between the quantised rows give or take the
 * lengths of what the two rows lost: the triangle inequality, so no assumption on how errors fall.
 */
function loadQuantised(rows: DistinctRows, workspace: Workspace, longestRow: number): number {
  const { points, firstRows } = rows
  const { memory, all, rowBytes, farRow } = workspace
  const mean = meanOf(rows)
  const sizes = measure(rows, mean)
  const unit = unitFor(sizes.norms.reduce((a, b) => Math.max(a, b), 0))
  const integers = new Int16Array(memory.buffer)
  const sums = new Float64Array(2)
  integers.fill(0, farRow / 2, (farRow + rowBytes) / 2)
  for (let row = 0; row < firstRows.length; row++) {
    const norm = sizes.norms[row]! * unit
    const scale = roundedUp(Math.max((sizes.largest[row]! * unit) / LARGEST_INT16, norm / longestRow))
    if (norm === 0 || scale < 1e-30) {
      // Too short for single precision: the origin, with all of its length lost.
      setSizes(workspace, row, 0, 0, norm)
      continue
    }
    const to = all.rowAddresses.array[row]! / 2
    quantise(points, firstRows[row]!, mean, unit, scale, integers, to, sums)
    const lost = Math.sqrt(sums[0]!) * (1 + 1e-9) + norm * 2 ** -50
    setSizes(workspace, row, scale, sums[1]! * scale * scale, lost)
  }
  return unit
}

/**
 * Writes row / scale, rounded, at `to`; into `sums` the squared length of what was lost, in units of the workspace, and
 * of the integers.
 */
export function quantise(
  { data, columns }: Matrix,
  row: number,
  mean: Float64Array,
  unit: number,
  scale: number,
  integers: Int16Array,
  to: number,
  sums: Float64Array,
): void {
  const start = row * columns
  const perScale = unit / scale
  let lost = 0
  let squares = 0
  for (let column = 0; column < columns; column++) {
    const value = data[start + column]! - mean[column]!
    // Rounded by truncation of what is made positive first: much faster than Math.round.
    const integer = ((value * perScale + 32768.5) | 0) - 32768
    const residual = value * unit - integer * scale
    lost += residual * residual
    squares += integer * integer
    integers[to + column] = integer
  }
  sums[0] = lost
  sums[1] = squares
}

/** Where the sizes of rows are kept. */
export type SizedRows = { readonly all: Pick<Workspace['all'], 'scales' | 'lowNorms' | 'slacks'> }

/**
 * @param squaredNorm - of the quantised row. What is stored is smaller by 2^-20, more than twice what single precision
 *   may add to the squared distance of two rows, so that the kernel's squared distances are never too large.
 */
export function setSizes(
  { all }: SizedRows,
  row: number,
  scale: number,
  squaredNorm: number,
  lost: number,
): void {
  all.scales.array[row] = scale
  all.lowNorms.array[row] = squaredNorm * (1 - 2 ** -20) - 1e-30
  all.slacks.array[row] = roundedUp(lost)
}

/** The rows as they are, times a power of two, in the order of summation of `squaredDistance`. */
function loadFloat64(rows: DistinctRows, workspace: Workspace): number {
  const { points, firstRows } = rows
  const { data, columns } = points
  const { memory, all, rowBytes, farRow } = workspace
  const unit = unitFor(measure(rows, new Float64Array(columns)).norms.reduce((a, b) => Math.max(a, b), 0))
  const numbers = new Float64Array(memory.buffer)
  numbers.fill(Number.POSITIVE_INFINITY, farRow / 8, (farRow + rowBytes) / 8)
  const whole = columns - (columns % 4)
  for (let row = 0; row < firstRows.length; row++) {
    const start = firstRows[row]! * columns
    const to = all.rowAddresses.array[row]! / 8
    for (let column = 0; column < columns; column++) {
      // Columns left over each start a group of four, whose other numbers stay zero.
      const place = column < whole ? column : whole + (column - whole) * 4
      numbers[to + place] = data[start + column]! * unit
    }
  }
  return unit
}

function meanOf({ points, firstRows }: DistinctRows): Float64Array {
  const mean = new Float64Array(points.columns)
  for (const row of firstRows) addRow(points, row, mean)
  return mean.map(sum => sum / firstRows.length)
}

function addRow({ data, columns }: Matrix, row: number, sums: Float64Array): void {
  const start = row * columns
  for (let column = 0; column < columns; column++) sums[column] = sums[column]! + data[start + column]!
}

/** Length and largest coordinate of every row less `mean`. */
function measure({ points, firstRows }: DistinctRows, mean: Float64Array) {
  const norms = new Float64Array(firstRows.length)
  const largest = new Float64Array(firstRows.length)
  for (let row = 0; row < firstRows.length; row++)
    measureRow(points, firstRows[row]!, mean, row, norms, largest)
  return { norms, largest }
}

function measureRow(
  { data, columns }: Matrix,
  row: number,
  mean: Float64Array,
  to: number,
  norms: Float64Array,
  largest: Float64Array,
): void {
  const start = row * columns
  let squares = 0
  let most = 0
  for (let column = 0; column < columns; column++) {
    const value = data[start + column]! - mean[column]!
    squares += value * value
    const size = Math.abs(value)
    if (size > most) most = size
  }
  // The square of a tiny number vanishes, the number itself must not.
  norms[to] = Math.max(Math.sqrt(squares), most)
  largest[to] = most
}

/** The power of two that brings `largestNorm` near 1. */
function unitFor(largestNorm: number): number {
  if (largestNorm === 0) return 1
  return 2 ** -Math.max(-480, Math.min(500, Math.ceil(Math.log2(largestNorm))))
}

/** A single-precision number not below `value`, which is >= 0; larger by a millionth where that does no harm. */
export function roundedUp(value: number): number {
  return value === 0 ? 0 : Math.fround(value * (1 + 2 ** -20) + 1e-37)
}

/** A single-precision number not above `value`. */
export function roundedDown(value: number): number {
  return Math.fround(value - Math.abs(value) * 2 ** -20 - 1e-37)
}
