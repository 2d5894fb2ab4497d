import { Worker } from 'node:worker_threads'
import { RedactionError } from '../../errors/redaction-error.ts'
import { packagePath } from '../../models/package-path.ts'
import type { RedactionWorkers } from '../../privacy/redaction-workers.ts'
import type { RedactedTrace, Trace } from '../../records/trace.ts'
import type { RedactionReply, RedactionSettings } from './redact-worker.ts'

export type RedactionWorkersOptions = {
  readonly threads: number
  /** Told how many places a batch had replaced, by entity. */
  readonly onCounts: (counts: { readonly [entity: string]: number }) => void
}

type Waiting = ReturnType<typeof Promise.withResolvers<readonly RedactedTrace[]>>
/** A thread and the batches it has, which it answers one after another. */
type Thread = { readonly worker: Worker; readonly waiting: Waiting[] }

/** Batches of one thread: one it works on and one that lies ready. */
const BATCHES_PER_THREAD = 2

/** Threads that redact under the same key and settings, started at once. They live until they are closed. */
export function createRedactionWorkers(
  settings: RedactionSettings,
  { threads: count, onCounts }: RedactionWorkersOptions,
): RedactionWorkers {
  let isDown = false
  const threads = Array.from({ length: count }, () => startThread())

  function startThread(): Thread {
    const worker = new Worker(packagePath('stages/redact/redact-worker.ts'), { workerData: settings })
    const thread: Thread = { worker, waiting: [] }
    worker.on('message', (reply: RedactionReply) => {
      const batch = thread.waiting.shift()
      if (reply.kind === 'failed') return batch?.reject(failure(reply.error))
      onCounts(reply.counts)
      batch?.resolve(reply.traces)
    })
    // What it says is left out on purpose: its message may quote a text.
    for (const event of ['error', 'messageerror', 'exit']) worker.on(event, bringDown)
    return thread
  }

  /** One thread that ended leaves batches that nobody will answer: all fail, and those still to come. */
  function bringDown(): void {
    isDown = true
    for (const { waiting } of threads) for (const batch of waiting.splice(0)) batch.reject(failure(undefined))
  }

  return {
    depth: count * BATCHES_PER_THREAD,
    redact: async traces => {
      const thread = leastBusy(threads)
      if (isDown || thread === undefined || !isSent(thread.worker, traces)) throw failure(undefined)
      const batch: Waiting = Promise.withResolvers()
      thread.waiting.push(batch)
      return batch.promise
    },
    close: async () => {
      await Promise.all(threads.map(({ worker }) => worker.terminate()))
    },
  }
}

function leastBusy(threads: readonly Thread[]): Thread | undefined {
  return threads.reduce<Thread | undefined>(
    (best, each) => (best === undefined || each.waiting.length < best.waiting.length ? each : best),
    undefined,
  )
}

function isSent(worker: Worker, traces: readonly Trace[]): boolean {
  try {
    worker.postMessage(traces)
    return true
  } catch {
    return false
  }
}

function failure(error: Extract<RedactionReply, { kind: 'failed' }>['error']): RedactionError {
  if (error !== undefined) return new RedactionError(error.message, error)
  return new RedactionError(
    'A redaction worker failed on a batch of traces; nothing of it was stored or sent',
    {
      detector: 'redaction worker',
      hint: 'Run again; if it fails again, report it: a run cannot go on, because text never passes unredacted',
    },
  )
}
