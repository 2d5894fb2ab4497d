import { NumericError } from '../../../../errors/numeric-error.ts'
import { orthonormalFactor } from '../../../../numeric/orthonormal-columns.ts'
import type { SparseMatrix } from '../../../../numeric/sparse-matrix.ts'
import type { OpenBlock, SubspaceBlock } from '../../../../numeric/subspace-block.ts'
import { type BlockLayout, PANEL_COLUMNS, PANEL_ROW_BYTES, paddedRows, TURNED_ROWS } from './block-job.ts'
import { loadBlockModule } from './block-module.ts'
import { openBlockThreads } from './block-threads.ts'

const PAGE = 65_536
/** What 32-bit addresses reach. */
const LARGEST_PAGES = 65_536

/** Entries of the matrix times columns below which starting workers would cost more than it saves. */
const SMALLEST_THREADED_WORK = 1e7

/**
 * Blocks in WebAssembly SIMD, worked on by `threads` threads: the same results as `openPlainBlock`, bit for bit and
 * for any number of threads, in about a third of the CPU time. Memory: the block once, a sixteen-column panel per thread.
 *
 * @param smallestThreadedWork - for tests: use the threads for small blocks too.
 * @throws {NumericError} `out-of-range` when the block does not fit 4 GB.
 */
export function fastBlocks(threads: number, smallestThreadedWork = SMALLEST_THREADED_WORK): OpenBlock {
  return (matrix, widest) => {
    const isSmall = matrix.values.length * widest < smallestThreadedWork
    const { memory, layout, scratches } = reserve(matrix, widest, isSmall ? 1 : threads)
    const workers = openBlockThreads(loadBlockModule(), memory, layout, scratches)
    return fastBlock(memory, layout, workers.run, workers.close)
  }
}

function fastBlock(
  memory: WebAssembly.Memory,
  layout: BlockLayout,
  run: ReturnType<typeof openBlockThreads>['run'],
  close: () => Promise<void>,
): SubspaceBlock {
  let width = 0
  const panelsOf = (columns: number) => Math.ceil(columns / PANEL_COLUMNS)
  const products = async (ofImages: boolean): Promise<Float64Array> => {
    clearSums(memory, layout)
    await run({ kind: 'products', panels: panelsOf(width), ofImages })
    return readSums(memory, layout, width)
  }
  const turn = async (factors: Float64Array, count: number, isUpperTriangular: boolean): Promise<void> => {
    writeFactor(memory, layout, factors, width, count)
    // Panels beyond the last one wanted stay as they are; nobody reads them before they are written again.
    await run({ kind: 'turn', panels: panelsOf(count), width, isUpperTriangular })
    width = count
  }
  return {
    append: (columns, added) => {
      for (let at = 0; at < added; at++) writeColumn(memory, layout, width + at, columns.subarray(at), added)
      clearColumns(memory, layout, width + added, panelsOf(width + added) * PANEL_COLUMNS)
      width += added
    },
    filter: filter => run({ kind: 'filter', panels: panelsOf(width), filter }),
    orthonormalise: async () => turn(orthonormalFactor(await products(false), width), width, true),
    project: () => products(true),
    combine: (factors, count) => turn(factors, count, false),
    read: () => readBlock(memory, layout, width),
    close,
  }
}

/** The memory of a block. The system hands out a page when it is first written, so a narrow block costs little. */
function reserve(matrix: SparseMatrix, widest: number, threads: number) {
  const { rows, offsets, indices, values } = matrix
  const panels = Math.ceil(widest / PANEL_COLUMNS)
  const columns = panels * PANEL_COLUMNS
  const panelStep = paddedRows(rows) * PANEL_ROW_BYTES
  let end = 64
  const take = (bytes: number): number => {
    const at = end
    end += Math.ceil(bytes / 64) * 64
    return at
  }
  const layout: BlockLayout = {
    rows,
    offsets: take(offsets.byteLength),
    indices: take(indices.byteLength),
    values: take(values.byteLength),
    block: take(panels * panelStep),
    panelStep,
    sums: take(columns * columns * 8),
    sumsStep: columns * 8,
    factor: take(columns * columns * 8),
    ticket: take(64),
  }
  const scratches = Array.from({ length: threads }, () =>
    take(Math.max(panelStep, columns * TURNED_ROWS * 8)),
  )
  const pages = Math.ceil(end / PAGE)
  if (pages > LARGEST_PAGES)
    throw new NumericError(
      `Expected a block that fits 4 GB, got ${rows} x ${widest}, which needs ${Math.round(end / 2 ** 20)} MB`,
      { reason: 'out-of-range', hint: 'Cluster a sample and assign the rest to its clusters.' },
    )
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  new Uint32Array(memory.buffer, layout.offsets, offsets.length).set(offsets)
  new Uint32Array(memory.buffer, layout.indices, indices.length).set(indices)
  new Float64Array(memory.buffer, layout.values, values.length).set(values)
  return { memory, layout, scratches }
}

function numbersAt(memory: WebAssembly.Memory, at: number, length: number): Float64Array {
  return new Float64Array(memory.buffer, at, length)
}

/** Where the numbers of a column begin; one every `PANEL_COLUMNS`. */
function columnAt(memory: WebAssembly.Memory, layout: BlockLayout, column: number): Float64Array {
  const { block, panelStep, rows } = layout
  const at = block + Math.floor(column / PANEL_COLUMNS) * panelStep + (column % PANEL_COLUMNS) * 8
  return numbersAt(memory, at, (rows - 1) * PANEL_COLUMNS + 1)
}

function writeColumn(
  memory: WebAssembly.Memory,
  layout: BlockLayout,
  column: number,
  source: Float64Array,
  step: number,
): void {
  const target = columnAt(memory, layout, column)
  for (let row = 0; row < layout.rows; row++) target[row * PANEL_COLUMNS] = source[row * step]!
}

function clearColumns(memory: WebAssembly.Memory, layout: BlockLayout, from: number, end: number): void {
  for (let column = from; column < end; column++)
    writeColumn(memory, layout, column, new Float64Array(layout.rows), 1)
}

function readBlock(memory: WebAssembly.Memory, layout: BlockLayout, width: number): Float64Array {
  const numbers = new Float64Array(layout.rows * width)
  for (let column = 0; column < width; column++) {
    const source = columnAt(memory, layout, column)
    for (let row = 0; row < layout.rows; row++) numbers[row * width + column] = source[row * PANEL_COLUMNS]!
  }
  return numbers
}

function clearSums(memory: WebAssembly.Memory, { sums, sumsStep }: BlockLayout): void {
  numbersAt(memory, sums, (sumsStep / 8) ** 2).fill(0)
}

/** The upper triangle, mirrored. */
function readSums(memory: WebAssembly.Memory, { sums, sumsStep }: BlockLayout, width: number): Float64Array {
  const step = sumsStep / 8
  const source = numbersAt(memory, sums, step * step)
  return Float64Array.from({ length: width * width }, (_, at) => {
    const [row, column] = [Math.floor(at / width), at % width]
    return source[Math.min(row, column) * step + Math.max(row, column)]!
  })
}

/** `factors` as its transpose, in panels of `width` rows; what lies beyond `count` columns is zero. */
function writeFactor(
  memory: WebAssembly.Memory,
  { factor }: BlockLayout,
  factors: Float64Array,
  width: number,
  count: number,
): void {
  const padded = Math.ceil(count / PANEL_COLUMNS) * PANEL_COLUMNS
  const target = numbersAt(memory, factor, padded * width)
  for (let column = 0; column < padded; column++) {
    const start = Math.floor(column / PANEL_COLUMNS) * width * PANEL_COLUMNS + (column % PANEL_COLUMNS)
    for (let term = 0; term < width; term++)
      target[start + term * PANEL_COLUMNS] = column < count ? factors[column * width + term]! : 0
  }
}
