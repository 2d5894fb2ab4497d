import { Worker } from 'node:worker_threads'
import { InvariantError } from '../../../errors/invariant-error.ts'
import { packagePath } from '../../../models/package-path.ts'
import { type Job, runJob, type ThreadSpace } from './job.ts'
import { instantiateKernel } from './kernel-module.ts'
import type { WorkerReply, WorkerRequest } from './worker.ts'

/** Takes the pairs of a thread: as many as said, from its place in memory, before the thread goes on. */
export type TakePairs = (space: ThreadSpace, pairCount: number) => void

/** Threads over one memory. */
export type Session = {
  /** @returns pairs whose distance was bounded, over all threads. */
  readonly run: (job: Job, takePairs?: TakePairs) => Promise<number>
  readonly close: () => void
}

export type ThreadPool = {
  /** Threads that work on `spaces.length` spaces; one space is worked on by the caller's own thread. */
  readonly open: (memory: WebAssembly.Memory, spaces: readonly ThreadSpace[]) => Session
  readonly close: () => Promise<void>
}

/** A pool that starts its workers when they are first needed and keeps them until it is closed. */
export function createThreadPool(module: WebAssembly.Module): ThreadPool {
  const workers: Worker[] = []

  function openHere(memory: WebAssembly.Memory, space: ThreadSpace): Session {
    const kernel = instantiateKernel(module, memory)
    return {
      run: (job, takePairs) => {
        clearTicket(memory, job)
        return runJob(kernel, memory, job, space, async pairCount => takePairs?.(space, pairCount))
      },
      close: () => {},
    }
  }

  function openWorkers(memory: WebAssembly.Memory, spaces: readonly ThreadSpace[]): Session {
    while (workers.length < spaces.length) workers.push(startWorker())
    const used = workers.slice(0, spaces.length)
    for (const [thread, worker] of used.entries())
      post(worker, { kind: 'open', module, memory, space: spaces[thread]! })
    return {
      run: async (job, takePairs) => {
        clearTicket(memory, job)
        const counts = await Promise.all(
          used.map((worker, thread) => runIn(worker, job, spaces[thread]!, takePairs)),
        )
        return counts.reduce((sum, count) => sum + count, 0)
      },
      close: () => {
        for (const worker of used) post(worker, { kind: 'close' })
      },
    }
  }

  return {
    open: (memory, spaces) =>
      spaces.length === 1 ? openHere(memory, spaces[0]!) : openWorkers(memory, spaces),
    close: async () => {
      await Promise.all(workers.splice(0).map(worker => worker.terminate()))
    },
  }
}

function startWorker(): Worker {
  // Its work is in the shared memory; small heaps keep a worker from taking more than some 20 MB.
  const worker = new Worker(packagePath('stages/stratify/kernel/worker.ts'), {
    resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 },
  })
  // An idle pool must not keep the process alive; a running job refers to it again.
  worker.unref()
  return worker
}

function runIn(
  worker: Worker,
  job: Job,
  space: ThreadSpace,
  takePairs: TakePairs | undefined,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const onMessage = (reply: WorkerReply) => {
    if (reply.kind === 'done') return resolve(reply.pairCount)
    try {
      takePairs?.(space, reply.pairCount)
      post(worker, { kind: 'taken' })
    } catch (cause) {
      reject(cause)
    }
  }
  const onExit = () =>
    reject(
      new InvariantError('A worker of the clustering kernel ended before its work', { details: job.kind }),
    )
  worker.ref()
  worker.on('message', onMessage).on('error', reject).on('exit', onExit)
  post(worker, { kind: 'run', job })
  return promise.finally(() => {
    worker.off('message', onMessage).off('error', reject).off('exit', onExit)
    worker.unref()
  })
}

function post(worker: Worker, request: WorkerRequest): void {
  worker.postMessage(request)
}

function clearTicket(memory: WebAssembly.Memory, job: Job): void {
  Atomics.store(new Int32Array(memory.buffer, job.ticket, 1), 0, 0)
}
