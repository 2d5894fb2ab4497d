import { ProviderError } from '../../errors/provider-error.ts'
import type { JournaledBatch } from './batch-journal.ts'
import type { BatchResults } from './batch-protocol.ts'
import { collectCalls } from './collect-calls.ts'
import { markerOf } from './custom-id.ts'
import { fillBatches } from './fill-batches.ts'
import { type BatchLine, createBatch, locateBatch, resultsOf } from './follow-batch.ts'
import { undoneError } from './item-failure.ts'
import { createWaiters, type Waiter, type Waiters } from './waiters.ts'

export type BatchDeskOptions = BatchLine & {
  readonly runId: string
  readonly quietMs?: number
  readonly onNotice?: (notice: string) => void
  /** Told of requests that are in no batch after all: their ids may be used again. */
  readonly onUnsent: (customId: string) => void
}

/** Where the calls to one model are collected, sent off and answered. */
export interface BatchDesk {
  take(waiter: Waiter): void
  cancel(): Promise<void>
}

const QUIET_MS = 2_000

/** A batch and those who wait for it. */
type Followed = {
  readonly waiters: Waiters
  /** Its id, once somebody knows it; undefined: there is no such batch. */
  readonly locate: () => Promise<string | undefined>
  readonly isOfEarlierProcess: boolean
  batchId: string | undefined
  results: BatchResults | undefined
}

/** The desk of one model. What earlier processes of the run sent off is read from the journal once, now. */
export function createBatchDesk(options: BatchDeskOptions): BatchDesk {
  const { protocol, connection, runId } = options
  const earlier = earlierBatches(options)
  const followed = new Map<string, Followed>()
  const calls = collectCalls({
    sleep: options.sleep,
    quietMs: options.quietMs ?? QUIET_MS,
    limits: protocol.limits,
    send: waiting => void sendOff(waiting),
  })
  const startAgain = (attempt: JournaledBatch, waiters: Waiters): void => {
    for (const customId of attempt.customIds) earlier.delete(customId)
    for (const waiter of waiters.open()) calls.add(waiter)
  }
  const follow = async (attempt: JournaledBatch, it: Followed): Promise<void> => {
    followed.set(attempt.marker, it)
    await followBatch(attempt, it, options).then(isThere => {
      if (!isThere) startAgain(attempt, it.waiters)
    }, it.waiters.fail)
    // Results of an earlier process are asked for one by one, as its calls come again.
    const isKept = it.isOfEarlierProcess && it.results !== undefined
    if (!isKept && followed.get(attempt.marker) === it) followed.delete(attempt.marker)
  }
  const attach = (attempt: JournaledBatch, waiter: Waiter): void => {
    const it = followed.get(attempt.marker)
    if (it?.results !== undefined) createWaiters([waiter]).end(it.results)
    else if (it !== undefined && !it.waiters.signal.aborted) it.waiters.add(waiter)
    else {
      const waiters = createWaiters([waiter])
      const locate = (): Promise<string | undefined> => locateBatch(options, attempt, waiters.signal)
      const fresh = { batchId: attempt.batchId, results: undefined }
      void follow(attempt, { ...fresh, waiters, locate, isOfEarlierProcess: true })
    }
  }
  const sendOff = async (waiting: readonly Waiter[]): Promise<void> => {
    for (const gone of waiting.filter(waiter => !waiter.isOpen())) options.onUnsent(gone.item.customId)
    const open = waiting.filter(waiter => waiter.isOpen())
    for (const batch of fillBatches(open, waiter => waiter.item, protocol.promptOf, protocol.limits)) {
      const items = batch.map(waiter => waiter.item)
      const customIds = items.map(item => item.customId)
      const attempt = {
        marker: markerOf(runId, customIds),
        customIds,
        sentAtMs: options.nowMs(),
        provider: connection.provider,
        batchId: undefined,
      }
      const waiters = createWaiters(batch)
      const created = Promise.withResolvers<void>()
      const locate = (): Promise<string> =>
        createBatch(options, items, attempt, waiters.signal).finally(created.resolve)
      const fresh = { batchId: undefined, results: undefined }
      void follow(attempt, { ...fresh, waiters, locate, isOfEarlierProcess: false })
      // One after the other: a body of tens of megabytes is in memory while it is sent.
      await created.promise.catch(() => undefined)
    }
  }
  return {
    take(waiter) {
      const attempt = earlier.get(waiter.item.customId)
      if (attempt === undefined) calls.add(waiter)
      else attach(attempt, waiter)
    },
    async cancel() {
      const error = undoneError(connection.provider, 'cancelled', false)
      for (const waiter of calls.takeAll()) waiter.fail(error)
      const ids = [...followed.values()].flatMap(({ batchId, results }) =>
        batchId === undefined || results !== undefined ? [] : [batchId],
      )
      await Promise.all(ids.map(id => protocol.cancel(connection, id)))
    },
  }
}

/** By custom id. */
function earlierBatches({ journal, connection }: BatchDeskOptions): Map<string, JournaledBatch> {
  const ofProvider = journal.known().filter(batch => batch.provider === connection.provider)
  return new Map(ofProvider.flatMap(batch => batch.customIds.map(customId => [customId, batch] as const)))
}

/**
 * Waits for one batch and answers everybody.
 *
 * @returns false when there is no such batch.
 */
async function followBatch(
  attempt: JournaledBatch,
  it: Followed,
  options: BatchDeskOptions,
): Promise<boolean> {
  const { journal, connection, onNotice } = options
  const { provider } = connection
  const { marker, customIds } = attempt
  try {
    it.batchId ??= await it.locate()
  } catch (error) {
    if (error instanceof ProviderError && !error.mayBeBilled) {
      journal.forget(marker)
      for (const customId of customIds) options.onUnsent(customId)
    }
    throw error
  }
  if (it.batchId === undefined) {
    journal.forget(marker)
    return false
  }
  if (it.batchId !== attempt.batchId) journal.remember({ ...attempt, batchId: it.batchId })
  onNotice?.(`waiting for batch ${it.batchId} of ${provider}: ${customIds.length} requests`)
  it.results = await resultsOf(options, it.batchId, attempt, it.waiters.signal)
  onNotice?.(`batch ${it.batchId} of ${provider} is over`)
  it.waiters.end(it.results)
  return true
}
