import type { Trace } from '../../../records/trace.ts'
import { agentCallsOf } from '../turns.ts'

/** True when the agent called a tool it was not offered. False when the source does not say what was offered. */
export function hasUnknownTool(trace: Trace): boolean {
  if (trace.tools === undefined) return false
  const offered = new Set(trace.tools.map(tool => tool.name))
  return agentCallsOf(trace).some(call => !offered.has(call.name))
}
