import { NumericError } from '../../../errors/numeric-error.ts'
import type { DistinctRows } from './distinct-rows.ts'
import { BLOCK, PAIR_CAPACITY, type Precision, paddedCount, type ThreadSpace, type View } from './job.ts'

const PAGE = 65_536
/** What 32-bit addresses reach. */
const LARGEST_PAGES = 65_536

/** One array per property of `assembly/view.ts` and `assembly/within.ts`, with its address. */
export type Placed<T> = { readonly at: number; readonly array: T }

/** Arrays of points in an order that changes: the sample, the rows searched again, the leaves of the tree. */
export type Arrangement = {
  readonly rowAddresses: Placed<Uint32Array>
  readonly scales: Placed<Float32Array>
  readonly lowNorms: Placed<Float32Array>
  readonly slacks: Placed<Float32Array>
  readonly labels: Placed<Int32Array>
  readonly gaps: Placed<Float32Array>
  readonly floors: Placed<Float32Array>
  readonly knowns: Placed<Float32Array>
  readonly ids: Placed<Int32Array>
}

/** The shared memory of one search: rows, what is known of each, and what every thread works with. */
export type Workspace = {
  readonly memory: WebAssembly.Memory
  readonly precision: Precision
  readonly count: number
  readonly listLength: number
  readonly rowBytes: number
  /** All rows in their own order. */
  readonly all: Arrangement
  readonly arranged: Arrangement
  readonly arrangedCapacity: number
  readonly farRow: number
  readonly ticket: number
  readonly spaces: readonly ThreadSpace[]
}

export type WorkspaceOptions = {
  readonly precision: Precision
  readonly listLength: number
  readonly threads: number
}

/** Rows that are searched again are taken so many at a time. */
export const RESCAN_ROWS = 4096

/**
 * Reserves the memory of a search. The system hands out a page when it is first written, so what a search does not
 * come to use costs nothing.
 *
 * @throws {NumericError} `out-of-range` when the points do not fit 4 GB.
 */
export function createWorkspace(rows: DistinctRows, options: WorkspaceOptions): Workspace {
  const { precision, listLength, threads } = options
  const count = rows.firstRows.length
  const rowBytes = bytesOfRow(rows.points.columns, precision)
  const padded = paddedCount(count)
  const arrangedCapacity = padded + paddedCount(Math.min(count, RESCAN_ROWS))
  let end = PAGE
  const take = (bytes: number): number => {
    const at = end
    end += Math.ceil(bytes / 64) * 64
    return at
  }
  const rowsAt = take(count * rowBytes)
  const farRow = take(rowBytes)
  const allAt = ARRAYS.map(() => take(padded * 4))
  const arrangedAt = ARRAYS.map(() => take(arrangedCapacity * 4))
  const ticket = take(64)
  const spaces = Array.from({ length: threads }, () => ({
    tileOut: take(64),
    scratch: take(16 * (BLOCK + 8) * 4),
    keys: take(count * listLength * 8),
    others: take(count * listLength * 4),
    worst: take(padded * 8),
    pairs: take(PAIR_CAPACITY * 8),
  }))
  const pages = Math.ceil(end / PAGE)
  if (pages > LARGEST_PAGES)
    throw new NumericError(
      `Expected points that fit 4 GB, got ${count} x ${rows.points.columns}, which need ${Math.round(end / 2 ** 20)} MB`,
      { reason: 'out-of-range', hint: 'Cluster a sample and assign the rest to its clusters.' },
    )
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  const all = place(memory, allAt, padded)
  for (let row = 0; row < count; row++) all.rowAddresses.array[row] = rowsAt + row * rowBytes
  pad(all, count, farRow)
  return {
    memory,
    precision,
    count,
    listLength,
    rowBytes,
    all,
    arranged: place(memory, arrangedAt, arrangedCapacity),
    arrangedCapacity,
    farRow,
    ticket,
    spaces,
  }
}

/** int16: a multiple of 16 columns. float64: four columns at a time, each column left over in a group of its own. */
function bytesOfRow(columns: number, precision: Precision): number {
  if (precision === 'int16') return Math.max(1, Math.ceil(columns / 16)) * 32
  return Math.max(1, Math.floor(columns / 4) + (columns % 4)) * 32
}

const ARRAYS = [
  'rowAddresses',
  'scales',
  'lowNorms',
  'slacks',
  'labels',
  'gaps',
  'floors',
  'knowns',
  'ids',
] as const

function place(memory: WebAssembly.Memory, addresses: readonly number[], length: number): Arrangement {
  const at = (name: (typeof ARRAYS)[number]): number => addresses[ARRAYS.indexOf(name)]!
  const float = (name: (typeof ARRAYS)[number]) => ({
    at: at(name),
    array: new Float32Array(memory.buffer, at(name), length),
  })
  const integer = (name: (typeof ARRAYS)[number]) => ({
    at: at(name),
    array: new Int32Array(memory.buffer, at(name), length),
  })
  return {
    rowAddresses: {
      at: at('rowAddresses'),
      array: new Uint32Array(memory.buffer, at('rowAddresses'), length),
    },
    scales: float('scales'),
    lowNorms: float('lowNorms'),
    slacks: float('slacks'),
    labels: integer('labels'),
    gaps: float('gaps'),
    floors: float('floors'),
    knowns: float('knowns'),
    ids: integer('ids'),
  }
}

/** Makes the positions from `count` to the next whole tile near nothing. */
function pad(
  { rowAddresses, scales, lowNorms, slacks, labels }: Arrangement,
  count: number,
  farRow: number,
): void {
  for (let position = count; position < paddedCount(count); position++) {
    rowAddresses.array[position] = farRow
    scales.array[position] = 0
    lowNorms.array[position] = Number.POSITIVE_INFINITY
    slacks.array[position] = 0
    labels.array[position] = -1
  }
}

/** Puts `rows` into the arranged arrays from position `start` on, padded. */
export function arrange(workspace: Workspace, rows: Int32Array, start = 0): void {
  const { all, arranged, farRow } = workspace
  for (let at = 0; at < rows.length; at++) {
    const [row, position] = [rows[at]!, start + at]
    arranged.rowAddresses.array[position] = all.rowAddresses.array[row]!
    arranged.scales.array[position] = all.scales.array[row]!
    arranged.lowNorms.array[position] = all.lowNorms.array[row]!
    arranged.slacks.array[position] = all.slacks.array[row]!
    arranged.ids.array[position] = row
  }
  pad(arranged, start + rows.length, farRow)
}

/** The first `count` positions of an arrangement, as jobs name them. */
export function viewOf({ rowBytes }: Workspace, arrangement: Arrangement, count: number): View {
  return {
    count,
    rowAddresses: arrangement.rowAddresses.at,
    scales: arrangement.scales.at,
    lowNorms: arrangement.lowNorms.at,
    slacks: arrangement.slacks.at,
    rowBytes,
  }
}
