import { StoreError } from '../../errors/store-error.ts'
import type { Sleep } from '../../models/retrying.ts'
import type { PlannedCall } from '../../models/spend/spend-ledger.ts'
import type { Admission, Asked, Ending, WriteOptions, Written } from './ledger-book.ts'

export type LedgerQueueOptions = {
  readonly path: string
  readonly pid: number
  readonly nowMs: () => number
  readonly sleep: Sleep
  readonly signal?: AbortSignal | undefined
  readonly waitMs: number
  /** One transaction; undefined: another process is writing. */
  readonly write: (
    endings: readonly Ending[],
    asked: readonly Asked[],
    how: Pick<WriteOptions, 'sweep' | 'isLast'> & { readonly isPatient: boolean },
  ) => Written | undefined
  /** Whether a transaction with all of these calls waits neither for the disk nor for others. */
  readonly isQuick: (calls: readonly PlannedCall[]) => boolean
  readonly onWritten: (written: Written) => void
  readonly toError: (error: unknown) => StoreError
}

export interface LedgerQueue {
  /** The id of the reservation, when there is room. */
  ask(call: PlannedCall): Promise<number>
  end(ending: Ending): void
  /** Writes what ended, now; the first time also what earlier processes left open. */
  flush(): void
  close(): void
}

type Waiting = {
  readonly call: PlannedCall
  readonly plannedAtMs: number
  readonly resolve: (id: number) => void
  readonly reject: (error: unknown) => void
  waitedMs: number
}

/** Other processes do not tell when a call of theirs ends, so that they are looked at this often. */
const POLL_MS = 50
/** A lock held longer than this is not another ledger's. */
const LOCK_PATIENCE_MS = 15_000

/**
 * The one writer of a process: what is asked and ended at the same time is written in one transaction, in the order it
 * came. Calls that have to wait for the disk share the wait with all others of their turn of the event loop, and where
 * several processes share the file none of them fights for its lock more than once a turn. Other calls are let go before
 * the next event: under load a turn takes many times as long as the transaction.
 */
export function createLedgerQueue(options: LedgerQueueOptions): LedgerQueue {
  const { nowMs, sleep, signal, waitMs, write, isQuick, onWritten, toError } = options
  let waiting: Waiting[] = []
  let endings: Ending[] = []
  const open = new Set<number>()
  let isScheduled = false
  let isHurrying = false
  let isClosed = false
  let lockWaits = 0
  let lockWaitedMs = 0
  let poll: AbortController | undefined
  // What earlier processes left behind is looked at once in the beginning, and again whenever calls wait.
  let sweep: WriteOptions['sweep'] = 'start'

  const schedule = (): void => {
    if (isScheduled || isClosed) return
    isScheduled = true
    setImmediate(() => {
      isScheduled = false
      turn()
    })
  }

  /** Another process's lock is tried again after a pause, however many ask meanwhile. */
  const canHurry = (): boolean => lockWaits === 0 && isQuick(waiting.map(({ call }) => call))

  const hurry = (): void => {
    if (isHurrying || isClosed) return
    if (!canHurry()) {
      schedule()
      return
    }
    isHurrying = true
    process.nextTick(() => {
      isHurrying = false
      if (canHurry()) turn()
      else schedule()
    })
  }

  const rejectAll = (error: unknown): void => {
    const rejected = waiting
    waiting = []
    poll?.abort()
    for (const { reject } of rejected) reject(error)
  }

  /** False: another process is writing. */
  const writeAll = (isPatient: boolean, isLast = false): boolean => {
    const [asking, ending] = [waiting, endings]
    const asked = asking.map(({ call, plannedAtMs, waitedMs }) => ({
      call,
      plannedAtMs,
      mayWait: waitedMs < waitMs,
    }))
    const written = write(ending, asked, { sweep, isPatient, isLast })
    if (written === undefined) return false
    sweep = 'none'
    endings = endings.slice(ending.length)
    for (const { id } of ending) open.delete(id)
    const answered = new Map<Waiting, Admission>()
    for (const [index, admission] of written.admissions.entries()) {
      const one = asking[index]
      if (one === undefined || admission.kind === 'waiting') continue
      if (admission.kind === 'postponed') schedule()
      else answered.set(one, admission)
    }
    waiting = waiting.filter(one => !answered.has(one))
    for (const [one, admission] of answered) answer(one, admission, open)
    onWritten(written)
    return true
  }

  const turn = (): void => {
    if (isClosed || (waiting.length === 0 && endings.length === 0)) return
    try {
      if (writeAll(false)) {
        lockWaits = 0
        lockWaitedMs = 0
        if (waiting.length === 0) poll?.abort()
        else startPolling()
      } else void waitForLock()
    } catch (error) {
      // What ended is kept and written with the next turn or at the end.
      rejectAll(toError(error))
    }
  }

  /** Short, and of another length in every process: SQLite's lock has no order, and equal steps would meet again. */
  const waitForLock = async (): Promise<void> => {
    lockWaits += 1
    const ms = 1 + ((lockWaits * 7 + options.pid) % 4)
    lockWaitedMs += ms
    if (lockWaitedMs > LOCK_PATIENCE_MS) {
      lockWaitedMs = 0
      rejectAll(
        new StoreError(`Store ${options.path} is locked by another process`, {
          location: options.path,
          hint: 'Wait for the other program to end: a ledger is locked for milliseconds',
        }),
      )
      return
    }
    await sleep(ms)
    schedule()
  }

  const startPolling = (): void => {
    if (poll !== undefined) return
    poll = new AbortController()
    sleep(POLL_MS, poll.signal)
      .then(
        () => {
          sweep = 'dead'
          for (const one of waiting) one.waitedMs += POLL_MS
        },
        () => undefined,
      )
      .finally(() => {
        poll = undefined
        if (waiting.length > 0) schedule()
      })
  }

  const closedError = (): StoreError =>
    new StoreError(`Expected an open ledger ${options.path}, found a closed one`, { location: options.path })
  const onAbort = (): void => rejectAll(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })

  return {
    ask: async call => {
      signal?.throwIfAborted()
      if (isClosed) throw closedError()
      const { promise, resolve, reject } = Promise.withResolvers<number>()
      waiting.push({ call, plannedAtMs: nowMs(), resolve, reject, waitedMs: 0 })
      hurry()
      return await promise
    },
    end: ending => {
      endings.push(ending)
      schedule()
    },
    flush: () => {
      if ((endings.length === 0 && sweep === 'none') || isClosed) return
      try {
        writeAll(true)
      } catch (error) {
        throw toError(error)
      }
    },
    close: () => {
      signal?.removeEventListener('abort', onAbort)
      isClosed = true
      rejectAll(closedError())
      const ended = new Set(endings.map(({ id }) => id))
      const left = [...open].filter(id => !ended.has(id))
      for (const id of left) endings.push({ id, state: 'uncertain' })
      try {
        writeAll(true, true)
      } catch (error) {
        throw toError(error)
      }
    },
  }
}

function answer(one: Waiting, admission: Admission, open: Set<number>): void {
  if (admission.kind === 'admitted') {
    open.add(admission.id)
    one.resolve(admission.id)
  } else if (admission.kind === 'refused') one.reject(admission.error)
}
