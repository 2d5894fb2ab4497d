import { type ChebyshevFilter, chebyshevSteps } from '../../../../numeric/chebyshev-filter.ts'
import type { BlockExports } from './block-module.ts'

/** Columns of a panel, as in `assembly/blocks.ts`. */
export const PANEL_COLUMNS = 16
export const PANEL_ROW_BYTES = PANEL_COLUMNS * 8
/** Rows turned at a time. */
export const TURNED_ROWS = 32
/**
 * Rows of one call into the module. Calls are short because V8 replaces slow first code by fast code only between them;
 * products must be summed in the same parts as in `symmetricColumnProducts`.
 */
const CALL_ROWS = 256

/** Where things are in the shared memory, in bytes. */
export type BlockLayout = {
  readonly rows: number
  readonly offsets: number
  readonly indices: number
  readonly values: number
  /** The panels, one after the other. */
  readonly block: number
  readonly panelStep: number
  /** f64, a square of `sumsStep / 8` columns. */
  readonly sums: number
  readonly sumsStep: number
  /** The turning matrix, in panels of its own. */
  readonly factor: number
  readonly ticket: number
}

/** Work that any number of threads share: each takes the next panel, or the next rows, by raising the ticket. */
export type BlockJob = { readonly panels: number } & (
  | { readonly kind: 'filter'; readonly filter: ChebyshevFilter }
  /** Products of the columns with each other, or with their images. Only what lies on or above the diagonal. */
  | { readonly kind: 'products'; readonly ofImages: boolean }
  | { readonly kind: 'turn'; readonly width: number; readonly isUpperTriangular: boolean }
)

/** Does one thread's part of `job`. `scratch`: this thread's own place for a panel or 32 turned rows. */
export function runBlockJob(
  blocks: BlockExports,
  memory: WebAssembly.Memory,
  layout: BlockLayout,
  scratch: number,
  job: BlockJob,
): void {
  blocks.setMatrix(layout.offsets, layout.indices, layout.values)
  const tickets = new Int32Array(memory.buffer, layout.ticket, 1)
  const tasks = job.kind === 'turn' ? Math.ceil(layout.rows / TURNED_ROWS) : job.panels
  for (let task = nextTask(tickets); task < tasks; task = nextTask(tickets)) {
    if (job.kind === 'filter') filterPanel(blocks, layout, scratch, task, job.filter)
    // The last panel has most partners: begun first, no thread waits long for another.
    else if (job.kind === 'products')
      multiplyPanel(blocks, layout, scratch, job.panels - 1 - task, job.ofImages)
    else {
      const start = task * TURNED_ROWS
      const { block, panelStep, factor } = layout
      const end = Math.min(paddedRows(layout.rows), start + TURNED_ROWS)
      blocks.turnRows(
        block,
        panelStep,
        start,
        end,
        factor,
        job.width,
        job.panels,
        job.isUpperTriangular,
        scratch,
      )
    }
  }
}

/** Rows are worked on by fours. */
export function paddedRows(rows: number): number {
  return Math.ceil(rows / 4) * 4
}

function nextTask(tickets: Int32Array): number {
  return Atomics.add(tickets, 0, 1)
}

function filterPanel(
  blocks: BlockExports,
  { rows, block, panelStep }: BlockLayout,
  scratch: number,
  at: number,
  filter: ChebyshevFilter,
): void {
  const panel = block + at * panelStep
  let [source, target] = [panel, scratch]
  for (const { times, shift, minus } of chebyshevSteps(filter)) {
    for (let start = 0; start < rows; start += CALL_ROWS)
      blocks.step(source, target, start, Math.min(rows, start + CALL_ROWS), times, shift, minus)
    ;[source, target] = [target, source]
  }
}

function multiplyPanel(
  blocks: BlockExports,
  { rows, block, panelStep, sums, sumsStep }: BlockLayout,
  scratch: number,
  at: number,
  ofImages: boolean,
): void {
  const panel = block + at * panelStep
  const right = ofImages ? scratch : panel
  if (ofImages)
    for (let start = 0; start < rows; start += CALL_ROWS)
      blocks.image(panel, scratch, start, Math.min(rows, start + CALL_ROWS))
  for (let start = 0; start < rows; start += CALL_ROWS)
    for (let left = 0; left <= at; left++)
      blocks.addProducts(
        block + left * panelStep,
        right,
        start,
        Math.min(rows, start + CALL_ROWS),
        sums + left * PANEL_COLUMNS * sumsStep + at * PANEL_ROW_BYTES,
        sumsStep,
      )
}
