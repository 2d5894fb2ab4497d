import type { AnswerFault, FaultKind } from './fault.ts'
import type { Problem } from './request-problem.ts'

/** The scripted error a request meets before anything is done or billed. */
export function problemBeforeWork(fault: FaultKind | undefined, nowMs: number): Problem | undefined {
  switch (fault?.kind) {
    case 'rate-limit': {
      const { retryAfter } = fault
      const text =
        typeof retryAfter === 'object' ? new Date(nowMs + retryAfter.dateInMs).toUTCString() : retryAfter
      return { kind: 'rate-limit', message: 'This request would exceed your rate limit.', retryAfter: text }
    }
    case 'quota-exhausted':
      return { kind: 'quota-exhausted', message: 'You exceeded your current quota.' }
    case 'overloaded':
      return { kind: 'overloaded', message: 'Overloaded', retryAfter: fault.retryAfter }
    case 'unavailable':
      return { kind: 'unavailable', message: 'Service unavailable', retryAfter: fault.retryAfter }
    case 'server-error':
      return { kind: 'server-error', message: 'Internal server error' }
    default:
      return undefined
  }
}

/** The scripted error that takes the place of an answer already billed. */
export function problemAfterWork(fault: FaultKind | undefined): Problem | undefined {
  switch (fault?.kind) {
    case 'server-error-after-work':
      return { kind: 'server-error', message: 'Internal server error' }
    case 'timeout-after-work':
      return { kind: 'timeout', message: 'Request timed out' }
    default:
      return undefined
  }
}

/** The fault when it belongs into the answer, else undefined. */
export function answerFaultOf(fault: FaultKind | undefined): AnswerFault | undefined {
  switch (fault?.kind) {
    case 'refusal':
    case 'truncated-output':
    case 'blocked-prompt':
    case 'failed-status':
      return fault
    default:
      return undefined
  }
}
