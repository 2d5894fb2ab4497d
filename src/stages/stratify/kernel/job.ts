import type { KernelExports } from './kernel-module.ts'

/** Positions worked on together: two such blocks of 1,024 int16 columns fit the second-level cache. */
export const BLOCK = 64
/** Pairs a thread can hold before somebody has to take them. */
export const PAIR_CAPACITY = 1 << 16

/** `int16`: quantised rows, whose products bound distances. `float64`: rows as they are, for few columns. */
export type Precision = 'int16' | 'float64'

/** Points in some order: addresses in shared memory of the arrays named in `assembly/view.ts`. */
export type View = {
  readonly count: number
  readonly rowAddresses: number
  readonly scales: number
  readonly lowNorms: number
  readonly slacks: number
  readonly rowBytes: number
}

/** Addresses of what one thread has for itself. */
export type ThreadSpace = {
  readonly tileOut: number
  readonly scratch: number
  readonly keys: number
  readonly others: number
  readonly worst: number
  readonly pairs: number
}

type Common = { readonly precision: Precision; readonly view: View; readonly ticket: number }
type Within = {
  readonly gaps: number
  readonly floors: number
  readonly knowns: number
  readonly ids: number
  readonly farRow: number
}

/** Work that any number of threads share: each takes the next block by raising the ticket. */
export type Job = Common &
  (
    | {
        /** For every position the `listLength` others of smallest key; of other label when `labels` is not 0. */
        readonly kind: 'nearest'
        readonly listLength: number
        readonly labels: number
      }
    | {
        /**
         * For every position below `leftCount` the `listLength` positions from `rightStart` on of smallest key. Each list
         * is one thread's alone, so all threads share the arrays, cleared by the caller.
         */
        readonly kind: 'among'
        readonly listLength: number
        readonly leftCount: number
        readonly rightStart: number
        readonly keys: number
        readonly others: number
        readonly worst: number
      }
    | ({
        /** All pairs of positions that may be nearer than the largest gap between them, known ones left out. */
        readonly kind: 'below-bottlenecks'
      } & Within)
    | ({
        /** All pairs of a position below `leftCount` and one from `rightStart` on that may be nearer than `gaps` of the first. */
        readonly kind: 'below-bounds'
        readonly leftCount: number
        readonly rightStart: number
      } & Within)
  )

/**
 * Does this thread's part of `job`.
 *
 * Calls into the kernel are short on purpose: V8 replaces slow first code by fast code only between calls, so that one
 * long call would stay slow to its end.
 *
 * @returns pairs whose distance was bounded.
 * @param flush - called when the thread's pairs must be taken before it can go on, and at the end.
 */
export async function runJob(
  kernel: KernelExports,
  memory: WebAssembly.Memory,
  job: Job,
  space: ThreadSpace,
  flush: (pairCount: number) => Promise<void>,
): Promise<number> {
  const { view } = job
  const labels = job.kind === 'nearest' ? job.labels : 0
  kernel.setView(
    view.rowAddresses,
    view.scales,
    view.lowNorms,
    view.slacks,
    labels,
    view.rowBytes,
    space.tileOut,
  )
  const tickets = new Int32Array(memory.buffer, job.ticket, 1)
  if (job.kind === 'nearest') return findNearest(kernel, job, space, tickets)
  if (job.kind === 'among') return findAmong(kernel, job, tickets)
  kernel.setWithin(space.scratch, job.gaps, job.floors, job.knowns, job.ids, job.farRow, space.pairs)
  const emit = job.precision === 'int16' ? kernel.emitInt16 : kernel.emitFloat64
  const makeRoom = async () => {
    await flush(kernel.countPairs())
    kernel.clearPairs()
  }
  const gaps = new Float32Array(memory.buffer, job.gaps, view.count)
  const pairCount =
    job.kind === 'below-bounds'
      ? await findBelowBounds(kernel, job, tickets, emit, makeRoom)
      : await findBelowBottlenecks(kernel, job, tickets, gaps, emit, makeRoom)
  if (kernel.countPairs() > 0) await flush(kernel.countPairs())
  return pairCount
}

function findNearest(
  kernel: KernelExports,
  job: Extract<Job, { kind: 'nearest' }>,
  space: ThreadSpace,
  tickets: Int32Array,
): number {
  let pairCount = 0
  kernel.setLists(job.listLength, space.keys, space.others, space.worst)
  kernel.clearLists(paddedCount(job.view.count), job.precision === 'int16')
  const search = job.precision === 'int16' ? kernel.nearestInt16 : kernel.nearestFloat64
  const end = paddedCount(job.view.count)
  for (let start = nextBlock(tickets); start < end; start = nextBlock(tickets)) {
    const startEnd = Math.min(start + BLOCK, end)
    for (let other = start; other < end; other += BLOCK) {
      const otherEnd = Math.min(other + BLOCK, end)
      search(start, startEnd, other, otherEnd)
      pairCount += ((startEnd - start) * (otherEnd - other)) / (other === start ? 2 : 1)
    }
  }
  return pairCount
}

function findAmong(
  kernel: KernelExports,
  { leftCount, rightStart, listLength, keys, others, worst, view }: Extract<Job, { kind: 'among' }>,
  tickets: Int32Array,
): number {
  let pairCount = 0
  kernel.setLists(listLength, keys, others, worst)
  for (let start = nextBlock(tickets); start < leftCount; start = nextBlock(tickets)) {
    const end = Math.min(start + BLOCK, leftCount)
    for (let other = rightStart; other < view.count; other += BLOCK)
      kernel.amongInt16(start, end, other, Math.min(other + BLOCK, view.count))
    pairCount += (end - start) * (view.count - rightStart)
  }
  return pairCount
}

async function findBelowBounds(
  kernel: KernelExports,
  job: Extract<Job, { kind: 'below-bounds' }>,
  tickets: Int32Array,
  emit: () => void,
  makeRoom: () => Promise<void>,
): Promise<number> {
  const { leftCount, rightStart, view } = job
  let pairCount = 0
  for (let start = nextBlock(tickets); start < leftCount; start = nextBlock(tickets)) {
    for (let other = rightStart; other < view.count; other += BLOCK) {
      const startEnd = Math.min(start + BLOCK, leftCount)
      pairCount += kernel.gatherRanges(start, startEnd, other, Math.min(other + BLOCK, view.count))
      if (isFull(kernel)) await makeRoom()
      emit()
    }
  }
  return pairCount
}

async function findBelowBottlenecks(
  kernel: KernelExports,
  job: Extract<Job, { kind: 'below-bottlenecks' }>,
  tickets: Int32Array,
  gaps: Float32Array,
  emit: () => void,
  makeRoom: () => Promise<void>,
): Promise<number> {
  const { count } = job.view
  const crossings = blockCrossings(gaps)
  let pairCount = 0
  for (let start = nextBlock(tickets); start < count; start = nextBlock(tickets)) {
    const end = Math.min(start + BLOCK, count)
    for (const [low, middle, high] of halves(start, end)) {
      const gathered = kernel.gatherBlocks(low, middle, middle, high, gaps[middle]!)
      if (gathered === 0) continue
      pairCount += gathered
      if (isFull(kernel)) await makeRoom()
      emit()
    }
    let between = end < count ? gaps[end]! : 0
    for (let other = end; other < count; other += BLOCK) {
      const gathered = kernel.gatherBlocks(start, end, other, Math.min(other + BLOCK, count), between)
      if (gathered > 0) {
        pairCount += gathered
        if (isFull(kernel)) await makeRoom()
        emit()
      }
      between = Math.max(between, crossings[other / BLOCK]!)
    }
  }
  return pairCount
}

/** Whether the pairs of one more emission might not fit. */
function isFull(kernel: KernelExports): boolean {
  return kernel.countPairs() > PAIR_CAPACITY - BLOCK * BLOCK
}

/** The largest gap met going from the first position of each block to the first of the next. */
function blockCrossings(gaps: Float32Array): Float32Array {
  const crossings = new Float32Array(Math.ceil(gaps.length / BLOCK))
  for (let position = 1; position < gaps.length; position++) {
    const block = Math.floor((position - 1) / BLOCK)
    crossings[block] = Math.max(crossings[block]!, gaps[position]!)
  }
  return crossings
}

/** Splits [start, end) in two, and both again, down to pairs: every pair inside lies on two sides exactly once. */
function halves(start: number, end: number): readonly (readonly [number, number, number])[] {
  if (end - start < 2) return []
  const middle = (start + end) >> 1
  return [[start, middle, end], ...halves(start, middle), ...halves(middle, end)]
}

function nextBlock(tickets: Int32Array): number {
  return Atomics.add(tickets, 0, 1) * BLOCK
}

/** `count` rounded up to whole tiles. */
export function paddedCount(count: number): number {
  return Math.ceil(count / 8) * 8
}
