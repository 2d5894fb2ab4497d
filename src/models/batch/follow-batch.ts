import { ProviderError } from '../../errors/provider-error.ts'
import type { Sleep } from '../retrying.ts'
import type { BatchConnection } from './batch-connection.ts'
import type { BatchJournal, JournaledBatch } from './batch-journal.ts'
import type { BatchAttempt, BatchItem, BatchProtocol, BatchResults } from './batch-protocol.ts'
import { unbilled } from './item-failure.ts'
import { type Patience, patiently, pollWaits } from './patiently.ts'

/** One model's way to its provider's batches, with what is needed to wait for them. */
export type BatchLine = {
  readonly protocol: BatchProtocol
  readonly connection: BatchConnection
  readonly model: string
  readonly journal: BatchJournal
  readonly sleep: Sleep
  readonly nowMs: () => number
}

const HOUR_MS = 3_600_000
/** A batch that was just created may be missing from the list at first: so often it is looked for before it counts as none. */
const LOOKS = 3
const CREATIONS = 6

/**
 * The id of a new batch. Rejections that may pass are followed by another attempt; where the answer was lost, the
 * batch is looked for first, so that it is never made twice.
 *
 * @throws {ProviderError} not retryable: each request on its own would only repeat what was repeated here.
 */
export async function createBatch(
  line: BatchLine,
  items: readonly BatchItem[],
  planned: JournaledBatch,
  signal: AbortSignal,
): Promise<string> {
  const { protocol, connection, model, journal, sleep, nowMs } = line
  const waits = pollWaits()
  for (let creation = 1; ; creation += 1) {
    const attempt = { ...planned, sentAtMs: nowMs() }
    journal.remember(attempt)
    try {
      return await protocol.create(connection, items, { ...attempt, model })
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      if (error.mayBeBilled) {
        const found = await locateBatch(line, attempt, signal)
        if (found !== undefined) return found
      }
      if (!error.isRetryable || creation === CREATIONS) throw final(unbilled(error))
      await sleep(Math.max(waits.next().value, error.retryAfterMs ?? 0), signal)
    }
  }
}

/**
 * The id of the batch that an attempt made whose answer nobody has, or undefined when it certainly made none. Where
 * one under way may be it, this waits until it is over.
 *
 * @throws {ProviderError} perhaps billed, when that cannot be found out.
 */
export async function locateBatch(
  line: BatchLine,
  attempt: BatchAttempt,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { protocol, connection, journal, sleep, nowMs } = line
  const others = otherIds(journal, attempt.marker)
  const patience = patienceFor(line, attempt, signal)
  let looks = 0
  for (const waitMs of pollWaits()) {
    const found = await billable(patiently(() => protocol.find(connection, attempt, others), patience))
    if (found.kind === 'found') return found.batchId
    if (found.kind === 'none') looks += 1
    if (looks === LOOKS) return undefined
    if (nowMs() >= patience.untilMs) throw late(connection.provider)
    await sleep(waitMs, signal)
  }
  return undefined
}

/**
 * The results of a batch, waited for as long as the provider may work at it and an hour more.
 *
 * @throws {ProviderError} perhaps billed, when they cannot be had.
 */
export async function resultsOf(
  line: BatchLine,
  batchId: string,
  attempt: BatchAttempt,
  signal: AbortSignal,
): Promise<BatchResults> {
  const { protocol, connection, sleep, nowMs } = line
  const patience = patienceFor(line, attempt, signal)
  for (const waitMs of pollWaits()) {
    const { isOver, body } = await billable(patiently(() => protocol.progress(connection, batchId), patience))
    if (isOver) return await billable(patiently(() => protocol.results(connection, batchId, body), patience))
    if (nowMs() >= patience.untilMs) throw late(connection.provider)
    await sleep(waitMs, signal)
  }
  throw late(connection.provider)
}

/** Batches that other attempts made. */
function otherIds(journal: BatchJournal, marker: string): ReadonlySet<string> {
  const others = journal.known().filter(each => each.marker !== marker)
  return new Set(others.flatMap(({ batchId }) => (batchId === undefined ? [] : [batchId])))
}

/** Also a batch of days ago is given an hour. */
function patienceFor(
  { protocol, sleep, nowMs }: BatchLine,
  attempt: BatchAttempt,
  signal: AbortSignal,
): Patience {
  const untilMs = Math.max(nowMs(), attempt.sentAtMs + protocol.limits.windowMs) + HOUR_MS
  return { sleep, nowMs, signal, untilMs }
}

/** The batch works on, whatever became of the look at it. */
async function billable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw error instanceof ProviderError ? final(error, true) : error
  }
}

function final(error: ProviderError, mayBeBilled = error.mayBeBilled): ProviderError {
  const { message, provider, reason, retryAfterMs, hint } = error
  return new ProviderError(message, {
    provider,
    reason,
    isRetryable: false,
    retryAfterMs,
    mayBeBilled,
    hint: hint ?? (mayBeBilled ? 'resume the run: the batch is found again' : undefined),
    cause: error,
  })
}

function late(provider: string): ProviderError {
  return new ProviderError(`Expected a batch of ${provider} to be over within its time, found it under way`, {
    provider,
    reason: 'timeout',
    isRetryable: false,
    mayBeBilled: true,
    hint: 'resume the run later: the batch is found again',
  })
}
