import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

export type ReplicateOptions = {
  readonly replications: number
  /** Replication i runs with the seed `SEED i`, whichever worker runs it. */
  readonly seed: string
  /** One per core unless given. */
  readonly workers?: number
}

/** What a module of replications exports: a function of its seed and of plain data alone. */
export type Replication<Spec, Result> = (spec: Spec, seed: string) => Result | Promise<Result>

/** What one worker is told, and the replications it has done. */
export type WorkerTask = {
  readonly module: string
  readonly spec: unknown
  readonly seed: string
  readonly indices: readonly number[]
}

/**
 * The results of `replication` of `module`, in the order of the replications, computed on all cores. They depend on
 * the seed and the number of replications, and neither on the number of workers nor on which is faster; more
 * replications keep the ones before them.
 *
 * @param module - exports `replication: Replication<Spec, Result>`; the spec and the results are copied between threads.
 */
export async function replicate<Spec, Result>(
  module: URL,
  spec: Spec,
  options: ReplicateOptions,
): Promise<readonly Result[]> {
  const { replications, seed } = options
  const workers = Math.max(1, Math.min(options.workers ?? availableParallelism(), replications))
  const parts = await Promise.all(
    Array.from({ length: workers }, (_, worker) => {
      const own = Array.from({ length: replications }, (_unused, index) => index)
      const indices = own.filter(index => index % workers === worker)
      return runWorker<Result>({ module: module.href, spec, seed, indices })
    }),
  )
  return Array.from(
    { length: replications },
    (_, index) => parts[index % workers]?.[Math.floor(index / workers)] as Result,
  )
}

function runWorker<Result>(task: WorkerTask): Promise<readonly Result[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: task })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', code => reject(new Error(`a worker of replications ended with exit code ${code}`)))
  })
}
