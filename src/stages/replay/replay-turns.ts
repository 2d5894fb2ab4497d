import type { Message, Trace } from '../../records/trace.ts'
import type { AnsweredTurn } from './answerer.ts'
import { answeredTrace, askTurn, type LiveAnswer, type LiveReplayOptions } from './live-answer.ts'

/**
 * Every turn of the agent answered again from its recorded prefix: user and tools say what they said, whatever the
 * side answered before. A turn nobody asked for (an agent that speaks first) stays as it was recorded.
 *
 * One turn without an answer fails the whole request: a replay is never partly there.
 */
export async function replayTurns(request: Trace, options: LiveReplayOptions): Promise<LiveAnswer> {
  const messages: Message<string>[] = []
  const turns: AnsweredTurn[] = []
  let step = 0
  for (const [index, recorded] of request.messages.entries()) {
    const prefix = request.messages.slice(0, index)
    if (recorded.role !== 'assistant' || !isAsked(prefix)) {
      messages.push(recorded)
      continue
    }
    const { traceId, tools } = request
    const result = await askTurn({ traceId, step, messages: prefix, tools }, options)
    if (result.kind === 'failed') return result
    step += 1
    turns.push(result.turn)
    const { text, calls, finishReason } = result.turn
    messages.push({ role: 'assistant', text, calls, finishReason })
  }
  return { kind: 'completed', trace: answeredTrace(request, messages, turns, request.finish && COMPLETED) }
}

const COMPLETED = { kind: 'completed' } as const

function isAsked(prefix: readonly Message<string>[]): boolean {
  return prefix.some(message => message.role === 'user' || message.role === 'tool')
}
