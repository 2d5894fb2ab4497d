import type { PairFacts, Tier } from '../../records/judged-pair.ts'
import type { Replay } from '../../records/replay.ts'
import { agentCallsOf, assistantMessagesOf } from './turns.ts'

/** What a pair is sliced by: request and baseline alone, so that the candidate cannot choose its slice. */
export function factsOf(replay: Replay): PairFacts {
  const { request } = replay
  // A baseline that failed to answer again still has its recorded answer, which the request carries.
  const trace = replay.baseline.kind === 'completed' ? replay.baseline.trace : request
  const turns = assistantMessagesOf(trace).filter(turn => turn.calls.length > 0 || turn.text.trim() !== '')
  return {
    tier: tierOf(turns.length),
    tools: [...new Set(agentCallsOf(trace).map(call => call.name))].sort(),
    flags: request.flags,
    sessionId: request.sessionId,
    customerId: request.customerId,
    isSupportFlagged: request.supportFlag !== undefined,
  }
}

function tierOf(turnCount: number): Tier {
  if (turnCount <= 1) return 'single-step'
  return turnCount <= 3 ? 'few-steps' : 'multi-step'
}
