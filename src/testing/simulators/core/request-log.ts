import type { IncomingHttpHeaders } from 'node:http'
import type { FaultKind } from './fault.ts'

/** What became of one request, as the simulator saw it. */
export type RequestRecord = {
  readonly requestId: string
  /** Undefined when no route matched. */
  readonly endpoint: string | undefined
  /** Counts from 1 per endpoint. */
  readonly call: number
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly key: string | undefined
  readonly body: string
  readonly receivedAtMs: number
  readonly fault: FaultKind['kind'] | undefined
  /** Of the reply that was sent or would have been. */
  readonly status: number | undefined
  /** `pending`: still at work; `cut`: the simulator or the client ended the connection before the whole reply was out. */
  readonly outcome: 'pending' | 'answered' | 'cut'
}

export interface RequestLog {
  /** The latest requests, oldest first. */
  readonly records: readonly RequestRecord[]
  /** How many there ever were, of one endpoint or of all. */
  count(endpoint?: string): number
}

/** Keeps the latest `kept` requests and counts all. */
export function createRequestLog(kept: number) {
  const records: RequestRecord[] = []
  const counts = new Map<string | undefined, number>()
  let total = 0
  return {
    records,
    count: (endpoint?: string): number => (endpoint === undefined ? total : (counts.get(endpoint) ?? 0)),
    /** The number of a new request, among all and in its endpoint. */
    next(endpoint: string | undefined): { readonly serial: number; readonly call: number } {
      total += 1
      const call = (counts.get(endpoint) ?? 0) + 1
      counts.set(endpoint, call)
      return { serial: total, call }
    },
    add(record: RequestRecord): void {
      records.push(record)
      if (records.length > kept) records.shift()
    },
    update(requestId: string, change: Partial<RequestRecord>): void {
      const index = records.findLastIndex(each => each.requestId === requestId)
      const before = records[index]
      if (before !== undefined) records[index] = { ...before, ...change }
    },
  }
}
