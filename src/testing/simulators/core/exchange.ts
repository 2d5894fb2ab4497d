import type { IncomingHttpHeaders } from 'node:http'
import type { TokenUsage } from '../../../records/token-usage.ts'
import type { AnswerFault } from './fault.ts'

/** One request as a handler sees it: read, authenticated, within the limits. */
export type Exchange = {
  readonly endpoint: string
  /** Counts from 1 per endpoint. */
  readonly call: number
  /** The vendor's id of this request, also in the reply's headers. */
  readonly requestId: string
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** The groups of the route's expression. */
  readonly params: readonly string[]
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** The API key, as the dialect found it. */
  readonly key: string
  readonly body: Uint8Array
  /** The parsed body; undefined for a route that takes none or takes bytes. */
  readonly json: unknown
  readonly receivedAtMs: number
  /** How long this call will take; what it writes to a cache can be read only after that. */
  readonly latencyMs: number
  /** A scripted fault that belongs into the answer; `createAnswerer` applies it. */
  readonly answerFault: AnswerFault | undefined
}

/** Tokens to be charged, whatever becomes of the reply. */
export type Consumption = {
  readonly model: string
  readonly usage: TokenUsage
  readonly isBatch: boolean
}

export type SimulatorReply = {
  readonly status: number
  readonly headers?: { readonly [name: string]: string }
  /** Bytes and text are sent as they are, anything else as JSON. */
  readonly body: unknown
  readonly consumptions?: readonly Consumption[]
}

export type Route = {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Matches the whole path. */
  readonly path: RegExp
  /** The name faults and the request log use. */
  readonly endpoint: string
  /** Rate limits, concurrency and latency are for these alone. */
  readonly isModelCall: boolean
  readonly body: 'json' | 'bytes' | 'none'
  /** @throws {RequestProblem} for what the vendor answers with an error. */
  handle(exchange: Exchange): SimulatorReply | Promise<SimulatorReply>
}
