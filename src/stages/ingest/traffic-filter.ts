import type { Filtered } from '../../records/rejected.ts'
import type { Trace } from '../../records/trace.ts'

const HEALTH_CHECK = /^\s*(?:ping|health[ _-]?check|are you alive)\W*$/i

/**
 * Why a trace is no request of a user, or undefined when it is one. Deliberately narrow: what is left out
 * here is not measured.
 */
export function trafficFilter(trace: Trace): Filtered['reason'] | undefined {
  const users = trace.messages.filter(message => message.role === 'user')
  if (users.length === 0) return 'system-only'
  const first = users.find(message => message.text.trim() !== '')
  return first !== undefined && HEALTH_CHECK.test(first.text) ? 'health-check' : undefined
}
