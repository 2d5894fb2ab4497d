import { Worker } from 'node:worker_threads'
import { InvariantError } from '../../../../errors/invariant-error.ts'
import { packagePath } from '../../../../models/package-path.ts'
import { type BlockJob, type BlockLayout, runBlockJob } from './block-job.ts'
import { instantiateBlocks } from './block-module.ts'

/** What a worker is started with. */
export type BlockWorkerData = {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly layout: BlockLayout
  readonly scratch: number
}

/** Threads that work on one block. */
export type BlockThreads = {
  readonly run: (job: BlockJob) => Promise<void>
  readonly close: () => Promise<void>
}

/**
 * As many threads as there are places in `scratches`; with one, the caller's own does the work. Workers live until they
 * are closed: starting them takes some 50 ms, the work they are for takes seconds.
 */
export function openBlockThreads(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  layout: BlockLayout,
  scratches: readonly number[],
): BlockThreads {
  const tickets = new Int32Array(memory.buffer, layout.ticket, 1)
  const here = scratches.length === 1 ? instantiateBlocks(module, memory) : undefined
  const workers =
    here === undefined ? scratches.map(scratch => startWorker({ module, memory, layout, scratch })) : []
  return {
    run: async job => {
      Atomics.store(tickets, 0, 0)
      if (here !== undefined) runBlockJob(here, memory, layout, scratches[0]!, job)
      else await Promise.all(workers.map(worker => runIn(worker, job)))
    },
    close: async () => {
      await Promise.all(workers.splice(0).map(worker => worker.terminate()))
    },
  }
}

function startWorker(workerData: BlockWorkerData): Worker {
  // Its work is in the shared memory; small heaps keep a worker from taking more than some 20 MB.
  const worker = new Worker(packagePath('stages/stratify/kernel/blocks/block-worker.ts'), {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 },
  })
  return worker
}

function runIn(worker: Worker, job: BlockJob): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const onMessage = () => resolve()
  const onExit = () =>
    reject(
      new InvariantError('A worker of the eigenvector search ended before its work', { details: job.kind }),
    )
  worker.on('message', onMessage).on('error', reject).on('exit', onExit)
  worker.postMessage(job)
  return promise.finally(() => {
    worker.off('message', onMessage).off('error', reject).off('exit', onExit)
  })
}
