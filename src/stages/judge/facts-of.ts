import type { PairFacts, Tier } from '../../records/judged-pair.ts'
import type { Replay } from '../../records/replay.ts'
import type { TraceTraits } from '../../records/stratum-description.ts'
import type { RedactedTrace } from '../../records/trace.ts'
import { languageOf } from '../../text/language-of.ts'
import { contextLengthOf } from './context-length-of.ts'
import { agentCallsOf, assistantMessagesOf } from './turns.ts'

/** What a pair is sliced by: request and baseline alone, so that the candidate cannot choose its slice. */
export function factsOf(replay: Replay): PairFacts {
  const { request } = replay
  // A baseline that failed to answer again still has its recorded answer, which the request carries.
  const trace = replay.baseline.kind === 'completed' ? replay.baseline.trace : request
  const { tier, tools } = traceTraitsOf(trace)
  return {
    tier,
    tools,
    flags: request.flags,
    contextLength: contextLengthOf(trace),
    ...languageFact(request, trace),
    ...(request.customerTier === undefined ? {} : { customerTier: request.customerTier }),
    sessionId: request.sessionId,
    customerId: request.customerId,
    isSupportFlagged: request.supportFlag !== undefined,
  }
}

/** The source's word, else what the user wrote in, else what the agent answered in; nothing when neither tells. */
function languageFact(request: RedactedTrace, answered: RedactedTrace): { readonly language?: string } {
  const written = [
    () => request.language,
    () => languageOf(textsOf(request, 'user')),
    () => languageOf(textsOf(answered, 'assistant')),
  ]
  for (const said of written) {
    const language = said()
    if (language !== undefined && language !== 'und') return { language }
  }
  return {}
}

function textsOf({ messages }: RedactedTrace, role: 'user' | 'assistant'): string {
  return messages.flatMap(message => (message.role === role ? [message.text] : [])).join('\n')
}

/** What a trace is counted by where strata are described: run length and tools as in the facts of a pair. */
export function traceTraitsOf(trace: RedactedTrace): TraceTraits {
  const turns = assistantMessagesOf(trace).filter(turn => turn.calls.length > 0 || turn.text.trim() !== '')
  return {
    traceId: trace.traceId,
    tier: tierOf(turns.length),
    tools: [...new Set(agentCallsOf(trace).map(call => call.name))].sort(),
    model: trace.model,
    flags: trace.flags,
  }
}

function tierOf(turnCount: number): Tier {
  if (turnCount <= 1) return 'single-step'
  return turnCount <= 3 ? 'few-steps' : 'multi-step'
}
