import { InvariantError } from '../../errors/invariant-error.ts'
import type { Fetch } from '../egress/guarded-fetch.ts'
import type { HttpFailure } from '../http-failure.ts'
import type { Sleep } from '../retrying.ts'
import { createBatchConnection } from './batch-connection.ts'
import type { BatchJournal } from './batch-journal.ts'
import type { BatchProtocol } from './batch-protocol.ts'
import { type BatchDesk, createBatchDesk } from './create-batch-desk.ts'
import { requestIdOf } from './custom-id.ts'
import { createWaiter } from './waiters.ts'

export type BatchingFetchOptions = {
  readonly provider: string
  readonly protocol: BatchProtocol
  /** What the body of a failure says, in the provider's words. */
  readonly failureOf: (body: unknown) => Pick<HttpFailure, 'code' | 'isExhausted' | 'retryAfterMs'>
  /** A guarded one, with room for results of tens of megabytes. */
  readonly fetch: Fetch
  /** Goes into every request's id: only the same run finds its batches again. */
  readonly runId: string
  /** Of this run. */
  readonly journal: BatchJournal
  readonly nowMs: () => number
  readonly sleep: Sleep
  /** A batch is sent off when so many milliseconds passed without a new request. Default two seconds. */
  readonly quietMs?: number
  /** Told of every batch that is sent off, found again, and over. */
  readonly onNotice?: (notice: string) => void
}

/** A `fetch` for live calls of one provider that answers them out of batches. */
export type BatchingFetch = Fetch & {
  /** Asks the provider to stop every batch that is waited for; what was done is still answered, and charged. */
  readonly cancel: () => Promise<void>
}

/** A live call: a JSON text, put to one address. */
type Call = { readonly url: URL; readonly body: string; readonly headers: Headers }

/**
 * A `fetch` that takes the live calls a provider package builds and answers each with its result out of a batch, hours
 * later. Calls are collected until none has come for a while or a batch is full.
 *
 * A request has the same id in every process of a run (`requestIdOf`), and every attempt to create a batch is journaled
 * before it is sent: after a lost answer or a killed process the batch is found again and not paid for twice. Taking a
 * call back (its signal) ends only the waiting.
 */
export function createBatchingFetch(options: BatchingFetchOptions): BatchingFetch {
  const { protocol, runId } = options
  const desks = new Map<string, BatchDesk>()
  const used = new Set<string>()
  const onUnsent = (customId: string): void => void used.delete(customId)
  const deskFor = (call: Call): BatchDesk => {
    const key = deskKeyOf(call)
    const desk = desks.get(key) ?? createBatchDesk({ ...options, ...placeOf(call, options), onUnsent })
    desks.set(key, desk)
    return desk
  }
  const freeId = (request: string): string => {
    for (let n = 0; ; n += 1) {
      const customId = `${request}-${n}`
      if (!used.has(customId)) return customId
    }
  }
  const batching: Fetch = async (input, init) => {
    const call = callOf(input, init, protocol)
    init?.signal?.throwIfAborted()
    const desk = deskFor(call)
    const customId = freeId(requestIdOf(runId, call.url.pathname, call.body))
    used.add(customId)
    const { waiter, response } = createWaiter({ customId, body: call.body }, init?.signal)
    desk.take(waiter)
    return await response
  }
  return Object.assign(batching, {
    cancel: async () => {
      await Promise.all([...desks.values()].map(desk => desk.cancel()))
    },
  })
}

/** @throws {InvariantError} for anything but the one call that provider packages make. */
function callOf(input: Parameters<Fetch>[0], init: RequestInit | undefined, protocol: BatchProtocol): Call {
  const url = new URL(input instanceof Request ? input.url : input)
  if (typeof init?.body === 'string' && protocol.liveCall.test(url.pathname)) {
    return { url, body: init.body, headers: new Headers(init.headers) }
  }
  throw new InvariantError('Expected a live call with a JSON text as its body, got another request', {
    details: url.pathname,
  })
}

/** A batch has one model, one endpoint and one set of headers. */
function deskKeyOf({ url, headers, body }: Call): string {
  return JSON.stringify([url.href, modelOf(url, body), [...headers]])
}

/** Gemini has it in the address, the others in the body. */
function modelOf(url: URL, body: string): string {
  const inPath = /\/models\/([^/:]+):/.exec(url.pathname)?.[1]
  return inPath ?? String((JSON.parse(body) as { readonly model?: unknown }).model)
}

function placeOf({ url, headers, body }: Call, options: BatchingFetchOptions) {
  const { provider, protocol, fetch, nowMs, failureOf } = options
  const baseUrl = `${url.origin}${url.pathname.replace(protocol.liveCall, '')}`
  return {
    model: modelOf(url, body),
    connection: createBatchConnection({ provider, baseUrl, headers, fetch, nowMs, failureOf }),
  }
}
