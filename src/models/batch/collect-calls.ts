import type { Sleep } from '../retrying.ts'
import type { BatchLimits } from './batch-protocol.ts'
import { sizeOf } from './fill-batches.ts'
import type { Waiter } from './waiters.ts'

export type CollectOptions = {
  readonly sleep: Sleep
  readonly quietMs: number
  readonly limits: BatchLimits
  /** Takes what was collected. */
  readonly send: (waiting: readonly Waiter[]) => void
}

/** Calls that wait for others to share a batch with. */
export interface CallCollection {
  add(waiter: Waiter): void
  /** Everything collected and not yet sent; it is the caller's now. */
  takeAll(): readonly Waiter[]
}

/** Collects calls until none has come for `quietMs` or a batch is full. */
export function collectCalls({ sleep, quietMs, limits, send }: CollectOptions): CallCollection {
  let waiting: Waiter[] = []
  let bytes = 0
  let added = 0
  let isWatching = false
  const takeAll = (): readonly Waiter[] => {
    const all = waiting
    waiting = []
    bytes = 0
    return all
  }
  const watch = async (): Promise<void> => {
    if (isWatching) return
    isWatching = true
    let seen: number
    do {
      seen = added
      await sleep(quietMs)
    } while (seen !== added)
    isWatching = false
    send(takeAll())
  }
  return {
    takeAll,
    add(waiter) {
      waiting.push(waiter)
      added += 1
      bytes += sizeOf(waiter.item)
      if (waiting.length >= limits.maxItems || bytes >= limits.maxBytes) send(takeAll())
      else void watch()
    },
  }
}
