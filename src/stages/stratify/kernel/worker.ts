import { parentPort } from 'node:worker_threads'
import { type Job, runJob, type ThreadSpace } from './job.ts'
import { instantiateKernel, type KernelExports } from './kernel-module.ts'

/** What the pool says to a worker. */
export type WorkerRequest =
  | {
      readonly kind: 'open'
      readonly module: WebAssembly.Module
      readonly memory: WebAssembly.Memory
      readonly space: ThreadSpace
    }
  | { readonly kind: 'run'; readonly job: Job }
  | { readonly kind: 'taken' }
  | { readonly kind: 'close' }

/** What a worker answers: its pairs wait to be taken, or its part of the job is done. */
export type WorkerReply =
  | { readonly kind: 'pairs'; readonly pairCount: number }
  | { readonly kind: 'done'; readonly pairCount: number }

type Session = {
  readonly kernel: KernelExports
  readonly memory: WebAssembly.Memory
  readonly space: ThreadSpace
}

let session: Session | undefined
let onTaken: (() => void) | undefined

function reply(message: WorkerReply): void {
  parentPort?.postMessage(message)
}

async function run({ kernel, memory, space }: Session, job: Job): Promise<void> {
  const pairCount = await runJob(kernel, memory, job, space, waiting => {
    reply({ kind: 'pairs', pairCount: waiting })
    return new Promise(resolve => {
      onTaken = resolve
    })
  })
  reply({ kind: 'done', pairCount })
}

parentPort?.on('message', (request: WorkerRequest) => {
  if (request.kind === 'open')
    session = {
      kernel: instantiateKernel(request.module, request.memory),
      memory: request.memory,
      space: request.space,
    }
  else if (request.kind === 'run' && session !== undefined) void run(session, request.job)
  else if (request.kind === 'taken') onTaken?.()
  // Dropping the session lets the memory go while the worker waits for the next one.
  else if (request.kind === 'close') session = undefined
})
