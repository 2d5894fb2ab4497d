import type { TraceId } from './ids.ts'
import type { Message, TraceOf } from './trace.ts'

/** A trace of a conversation of which nothing else is known. */
export function bareTrace<T extends string>(traceId: TraceId, messages: readonly Message<T>[]): TraceOf<T> {
  return {
    kind: 'trace',
    traceId,
    messages,
    tools: undefined,
    model: undefined,
    startedAtMs: undefined,
    latencyMs: undefined,
    costPicoUsd: undefined,
    sessionId: undefined,
    customerId: undefined,
    flags: {},
    outcome: undefined,
    supportFlag: undefined,
    finish: undefined,
    expected: undefined,
    intentText: undefined,
  }
}
