import type { IncomingHttpHeaders } from 'node:http'
import type { SimulatorReply } from './exchange.ts'
import type { LimitState } from './rate-limits.ts'
import type { Problem } from './request-problem.ts'

/** A vendor's manners: where the key stands, what errors look like, which headers every reply has. */
export interface Dialect {
  readonly provider: string
  /** Undefined when the request carries none. */
  keyOf(headers: IncomingHttpHeaders, query: URLSearchParams): string | undefined
  /** The id of the n-th request, counted from 1. */
  requestIdOf(n: number): string
  renderProblem(problem: Problem, requestId: string): SimulatorReply
  /** Request id, rate limits and the like. */
  headersOf(facts: { readonly requestId: string; readonly nowMs: number; readonly limits: LimitState }): {
    readonly [name: string]: string
  }
}
