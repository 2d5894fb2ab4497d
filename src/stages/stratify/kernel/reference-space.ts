import { NumericError } from '../../../errors/numeric-error.ts'
import type { Matrix } from '../../../numeric/matrix.ts'
import { type Job, paddedCount, type ThreadSpace } from './job.ts'
import { LARGEST_INT16, quantise, roundedUp, type SizedRows, setSizes } from './load-rows.ts'

/** Rows that are looked for at a time: some hundred blocks for the threads to share. */
export const QUERY_ROWS = 4096

const PAGE = 65_536
/** What 32-bit addresses reach. */
const LARGEST_PAGES = 65_536
/** Stands for infinity in `assembly/nearest.ts`. */
const FAR = 1e18
const NOBODY = 2 ** 31 - 1

/** Shared memory with the references, room for a piece of rows that are looked for, and their lists. */
export type ReferenceSpace = {
  readonly memory: WebAssembly.Memory
  readonly spaces: readonly ThreadSpace[]
  readonly listLength: number
  /** `listLength` per row: position of a reference (`REFERENCES_START` and up), `NOBODY` in places without an entry. */
  readonly others: Int32Array
  /** Lower bounds of Euclidean distances, infinite in places without an entry. */
  readonly keys: Float64Array
  /** Puts rows [start, end), at most `QUERY_ROWS`, where those that are looked for lie, and empties their lists. */
  readonly load: (rows: Matrix, start: number, end: number) => void
  /** What finds the lists of as many rows as were loaded. */
  readonly job: (rowCount: number) => Job
}

/** Position of the first reference. */
export const REFERENCES_START = QUERY_ROWS

export type ReferenceSpaceOptions = {
  readonly listLength: number
  readonly threads: number
  /** How fine to quantise; smaller only to test what happens when that is too coarse. */
  readonly longestRow: number
}

/**
 * Reserves the memory of a search among `references`, rows of unit length or zero, and loads them.
 *
 * @throws {NumericError} `out-of-range` when they do not fit 4 GB.
 */
export function createReferenceSpace(
  references: Matrix,
  { listLength, threads, longestRow }: ReferenceSpaceOptions,
): ReferenceSpace {
  const { columns } = references
  const rowBytes = Math.max(1, Math.ceil(columns / 16)) * 32
  const positions = REFERENCES_START + paddedCount(references.rows)
  let end = PAGE
  const take = (bytes: number): number => {
    const at = end
    end += Math.ceil(bytes / 64) * 64
    return at
  }
  const rowsAt = take(positions * rowBytes)
  const [rowAddresses, scales, lowNorms, slacks] = [0, 0, 0, 0].map(() => take(positions * 4)) as Addresses
  const keysAt = take(QUERY_ROWS * listLength * 8)
  const othersAt = take(QUERY_ROWS * listLength * 4)
  const worst = take(QUERY_ROWS * 4)
  const ticket = take(64)
  const spaces = Array.from({ length: threads }, () => ({ ...NO_SPACE, tileOut: take(64) }))
  const memory = openMemory(end, references)
  const integers = new Int16Array(memory.buffer)
  const all = {
    scales: { at: scales, array: new Float32Array(memory.buffer, scales, positions) },
    lowNorms: { at: lowNorms, array: new Float32Array(memory.buffer, lowNorms, positions) },
    slacks: { at: slacks, array: new Float32Array(memory.buffer, slacks, positions) },
  }
  const addresses = new Uint32Array(memory.buffer, rowAddresses, positions)
  for (let position = 0; position < positions; position++) addresses[position] = rowsAt + position * rowBytes
  const keys = new Float64Array(memory.buffer, keysAt, QUERY_ROWS * listLength)
  const others = new Int32Array(memory.buffer, othersAt, QUERY_ROWS * listLength)
  const toBeat = new Float32Array(memory.buffer, worst, QUERY_ROWS)
  const noMean = new Float64Array(columns)
  const sums = new Float64Array(2)
  const put = (rows: Matrix, from: number, to: number, position: number): void => {
    for (let row = from; row < to; row++) {
      const at = (rowsAt + (position + row - from) * rowBytes) / 2
      loadRow(rows, row, { all }, position + row - from, { integers, at, noMean, sums, longestRow })
    }
    for (let at = position + to - from; at < position + paddedCount(to - from); at++)
      all.lowNorms.array[at] = Number.POSITIVE_INFINITY
  }
  put(references, 0, references.rows, REFERENCES_START)
  return {
    memory,
    spaces,
    listLength,
    others,
    keys,
    load: (rows, from, to) => {
      put(rows, from, to, 0)
      const places = paddedCount(to - from) * listLength
      keys.fill(Number.POSITIVE_INFINITY, 0, places)
      others.fill(NOBODY, 0, places)
      toBeat.fill(FAR, 0, paddedCount(to - from))
    },
    job: rowCount => ({
      kind: 'among',
      precision: 'int16',
      view: { count: positions, rowAddresses, scales, lowNorms, slacks, rowBytes },
      ticket,
      listLength,
      leftCount: paddedCount(rowCount),
      rightStart: REFERENCES_START,
      keys: keysAt,
      others: othersAt,
      worst,
    }),
  }
}

type Addresses = [number, number, number, number]

/** A search among references needs no place for pairs and no lists of a thread's own. */
const NO_SPACE = { scratch: 0, keys: 0, others: 0, worst: 0, pairs: 0 }

function openMemory(bytes: number, { rows, columns }: Matrix): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE)
  if (pages > LARGEST_PAGES)
    throw new NumericError(
      `Expected references that fit 4 GB, got ${rows} x ${columns}, which need ${Math.round(bytes / 2 ** 20)} MB`,
      { reason: 'out-of-range', hint: 'Keep a sample of them.' },
    )
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
}

type Target = {
  readonly integers: Int16Array
  /** Index of the row's first integer. */
  readonly at: number
  readonly noMean: Float64Array
  readonly sums: Float64Array
  readonly longestRow: number
}

/** One row as scale x int16, as `loadRows` does for points, but about the origin: later rows have the same. */
function loadRow(
  rows: Matrix,
  row: number,
  sized: SizedRows,
  position: number,
  { integers, at, noMean, sums, longestRow }: Target,
): void {
  const { data, columns } = rows
  let squares = 0
  let largest = 0
  for (let index = row * columns; index < (row + 1) * columns; index++) {
    const value = data[index]!
    squares += value * value
    largest = Math.max(largest, Math.abs(value))
  }
  const norm = Math.sqrt(squares)
  const scale = roundedUp(Math.max(largest / LARGEST_INT16, norm / longestRow))
  if (!(scale >= 1e-30 && scale < 1)) {
    // Zero: as far from every unit row as a product of 0 says, not nearer. Of other rows no bound is asked for.
    integers.fill(0, at, at + columns)
    setSizes(sized, position, 0, 1, 0)
    return
  }
  quantise(rows, row, noMean, 1, scale, integers, at, sums)
  setSizes(
    sized,
    position,
    scale,
    sums[1]! * scale * scale,
    Math.sqrt(sums[0]!) * (1 + 1e-9) + norm * 2 ** -50,
  )
}
