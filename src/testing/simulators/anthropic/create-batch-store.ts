import { type Rng, shuffled } from '../../../numeric/random.ts'
import type { Billing } from '../core/billing.ts'
import { chooseFault } from '../core/choose-fault.ts'
import type { SimulatorClock } from '../core/clock.ts'
import type { Fault } from '../core/fault.ts'
import { answerFaultOf, problemBeforeWork } from '../core/fault-problem.ts'
import { RequestProblem } from '../core/request-problem.ts'
import { errorBodyOf } from './anthropic-dialect.ts'
import { checkMessagesRequest, invalidRequest } from './check-request.ts'
import type { Completer } from './create-completer.ts'
import { type BatchItem, type BatchResult, batchObjection, type MessageBatch } from './message-batch.ts'
import type { ApiVersion } from './messages-request.ts'

export type BatchSettings = {
  readonly clock: SimulatorClock
  readonly billing: Billing
  readonly completer: Completer
  /** How long a batch takes; beyond 24 h it expires. */
  readonly durationMs: number
  readonly faults: readonly Fault[]
  readonly random: Rng
  readonly closing: AbortSignal
}

export interface BatchStore {
  create(
    items: readonly BatchItem[],
    owner: { readonly key: string; readonly version: ApiVersion },
  ): MessageBatch
  /** Of this key; newest first. */
  all(key: string): readonly MessageBatch[]
  find(id: string, key: string): MessageBatch | undefined
  cancel(id: string): void
  remove(id: string): void
}

const DAY_MS = 24 * 60 * 60_000
/** A cancelled batch does not end at once. */
const CANCEL_MS = 1_000

/** Batches that work by themselves, also when nobody asks for them again: then they are orphans, and paid. */
export function createBatchStore(settings: BatchSettings): BatchStore {
  const { clock, closing } = settings
  const batches = new Map<string, MessageBatch>()
  const cancels = new Map<string, AbortController>()
  const process = createItemProcessor(settings)
  const update = (id: string, change: Partial<MessageBatch>): void => {
    const batch = batches.get(id)
    if (batch !== undefined) batches.set(id, { ...batch, ...change })
  }
  /** The share of the items that is done when the batch is over; what becomes of the rest. */
  const end = async (
    batch: MessageBatch,
    version: ApiVersion,
    rest: 'expired' | 'canceled',
  ): Promise<void> => {
    const release = clock.hold()
    const share = Math.min(1, (clock.nowMs() - batch.createdAtMs) / settings.durationMs)
    const done = Math.floor(share * batch.items.length)
    const results: BatchResult[] = []
    for (const [index, item] of batch.items.entries()) {
      results.push(
        index < done
          ? await process(item, batch, version)
          : { custom_id: item.customId, result: { type: rest } },
      )
    }
    update(batch.id, { ended: { atMs: clock.nowMs(), results: shuffled(results, settings.random) } })
    release()
  }
  const run = async (batch: MessageBatch, version: ApiVersion, cancelled: AbortSignal): Promise<void> => {
    const ms = Math.min(settings.durationMs, DAY_MS)
    const isOver = await clock.later(ms, AbortSignal.any([closing, cancelled])).then(
      () => true,
      () => false,
    )
    if (isOver) return await end(batch, version, 'expired')
    if (closing.aborted) return
    await end(batch, version, 'canceled')
  }
  return {
    create(items, { key, version }) {
      const id = `msgbatch_sim${String(batches.size + 1).padStart(6, '0')}`
      const createdAtMs = clock.nowMs()
      const expiresAtMs = createdAtMs + DAY_MS
      const batch = { id, key, items, createdAtMs, expiresAtMs, cancelledAtMs: undefined, ended: undefined }
      const cancel = new AbortController()
      batches.set(id, batch)
      cancels.set(id, cancel)
      void run(batch, version, cancel.signal)
      return batch
    },
    all: key => [...batches.values()].filter(batch => batch.key === key).toReversed(),
    find(id, key) {
      const batch = batches.get(id)
      return batch?.key === key ? batch : undefined
    },
    cancel(id) {
      update(id, { cancelledAtMs: clock.nowMs() })
      const stop = (): void => cancels.get(id)?.abort()
      void clock.later(CANCEL_MS, closing).then(stop, stop)
    },
    remove: id => void batches.delete(id),
  }
}

/** Answers one item; only what succeeds is billed. */
function createItemProcessor({ clock, billing, completer, faults, random }: BatchSettings) {
  let call = 0
  return async (item: BatchItem, batch: MessageBatch, version: ApiVersion): Promise<BatchResult> => {
    const custom_id = item.customId
    call += 1
    const fault = chooseFault(faults, { endpoint: 'batches.item', call, nowMs: clock.nowMs() }, random)
    try {
      const scripted = problemBeforeWork(fault, clock.nowMs())
      if (scripted !== undefined) throw new RequestProblem(scripted)
      const request = checkMessagesRequest(item.params, version)
      const objection = batchObjection(request)
      if (objection !== undefined) throw invalidRequest(objection)
      const { message, consumption } = await completer.complete(request, {
        key: batch.key,
        answerFault: answerFaultOf(fault),
        latencyMs: 0,
        isBatch: true,
      })
      const requestId = `${batch.id}/${custom_id}`
      billing.charge({ ...consumption, requestId, endpoint: 'batches', key: batch.key, atMs: clock.nowMs() })
      return { custom_id, result: { type: 'succeeded', message } as const }
    } catch (error) {
      const problem =
        error instanceof RequestProblem
          ? error.problem
          : { kind: 'server-error' as const, message: `The simulator failed: ${error}` }
      return { custom_id, result: { type: 'errored', error: errorBodyOf(problem, null) } as const }
    }
  }
}
