import type { BatchItem, BatchResults, ItemResult } from './batch-protocol.ts'

/** A call whose answer comes with a batch. */
export interface Waiter {
  readonly item: BatchItem
  /** False once it was answered, failed, or taken back. */
  isOpen(): boolean
  /** Called when the caller takes the call back. */
  onGone(gone: () => void): void
  end(result: ItemResult): void
  fail(error: unknown): void
}

/**
 * A waiter and the response it waits for.
 *
 * @param signal - takes the call back: the response is its reason then, and the request stays in its batch.
 */
export function createWaiter(
  item: BatchItem,
  signal: AbortSignal | null | undefined,
): { readonly waiter: Waiter; readonly response: Promise<Response> } {
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  const gone: (() => void)[] = []
  let isOpen = true
  const close = (): boolean => {
    const wasOpen = isOpen
    isOpen = false
    signal?.removeEventListener('abort', onAbort)
    return wasOpen
  }
  const onAbort = (): void => {
    if (!close()) return
    reject(signal?.reason)
    for (const each of gone) each()
  }
  const fail = (error: unknown): void => {
    if (close()) reject(error)
  }
  if (signal?.aborted === true) onAbort()
  else signal?.addEventListener('abort', onAbort, { once: true })
  const waiter: Waiter = {
    item,
    isOpen: () => isOpen,
    onGone: each => void gone.push(each),
    end(result) {
      if (result.kind === 'failed') fail(result.error)
      else if (close()) resolve(responseOf(result.reply))
    },
    fail,
  }
  return { waiter, response: promise }
}

function responseOf(reply: unknown): Response {
  return new Response(JSON.stringify(reply) ?? 'null', {
    status: 200,
    headers: { 'content-type': 'application/json' },
  })
}

/** Those who wait for one batch. */
export interface Waiters {
  /** Aborted when the last one has gone. */
  readonly signal: AbortSignal
  readonly open: () => readonly Waiter[]
  add(waiter: Waiter): void
  end(results: BatchResults): void
  fail(error: unknown): void
}

/** Nobody, or these. */
export function createWaiters(first: readonly Waiter[] = []): Waiters {
  const controller = new AbortController()
  const all: Waiter[] = []
  let waiting = 0
  const open = (): readonly Waiter[] => all.filter(waiter => waiter.isOpen())
  const add = (waiter: Waiter): void => {
    all.push(waiter)
    waiting += 1
    waiter.onGone(() => {
      waiting -= 1
      if (waiting === 0) controller.abort(new Error('nobody waits for this batch any more'))
    })
  }
  for (const waiter of first) add(waiter)
  return {
    signal: controller.signal,
    open,
    add,
    end({ items, others }) {
      for (const waiter of open()) {
        waiter.end(items.get(waiter.item.customId) ?? { kind: 'failed', error: others })
      }
    },
    fail(error) {
      for (const waiter of open()) waiter.fail(error)
    },
  }
}
