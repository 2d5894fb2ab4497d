import { ProviderError } from '../../errors/provider-error.ts'
import type { Message, ToolCall, Trace } from '../../records/trace.ts'
import type { AnsweredTurn } from './answerer.ts'
import { answeredTrace, askTurn, type LiveAnswer, type LiveReplayOptions } from './live-answer.ts'
import { type CallKeyOf, createRecordedTools, type ToolResult } from './recorded-tools.ts'
import type { SimulatorReply, UserSimulator } from './user-simulator.ts'

export type TrajectoryOptions = LiveReplayOptions & {
  readonly callKeyOf: CallKeyOf
  /** Turns of the agent; at least 1. */
  readonly maxSteps: number
  readonly simulator?: UserSimulator | undefined
}

/**
 * The conversation driven by the side itself. Tools answer from the recording, by name and canonical arguments, and
 * where it has nothing from the simulator; without one the trajectory ends there, marked `divergedAt`. No tool is
 * ever called. The user says what was recorded, in order, and what the simulator says after that.
 */
export async function replayTrajectory(request: Trace, options: TrajectoryOptions): Promise<LiveAnswer> {
  const { maxSteps, simulator } = options
  const toolResult = createRecordedTools(request.messages, options.callKeyOf)
  const found = request.messages.findIndex(isAgentsFirst(request.messages))
  const first = found < 0 ? request.messages.length : found
  const messages = request.messages.slice(0, first)
  const laterUsers = request.messages.slice(first).filter(message => message.role === 'user')
  const turns: AnsweredTurn[] = []
  const { traceId, tools } = request
  const done = (finish: Trace['finish'], divergedAt?: number): LiveAnswer => ({
    kind: 'completed',
    trace: answeredTrace(request, messages, turns, finish),
    ...(divergedAt === undefined ? {} : { divergedAt }),
  })

  for (let step = 0; step < maxSteps; step++) {
    const result = await askTurn({ traceId, step, messages: [...messages], tools }, options)
    if (result.kind === 'failed') return result
    const { text, calls, finishReason } = result.turn
    turns.push(result.turn)
    messages.push({ role: 'assistant', text, calls, finishReason })
    for (const call of calls) {
      const answer = toolResult(call) ?? (await simulatedResult(call, messages, traceId, simulator, options))
      if (answer === undefined) return done(undefined, step)
      messages.push({ role: 'tool', callId: call.id, ...answer, requestor: 'assistant' })
    }
    if (calls.length > 0) continue
    const user = laterUsers.shift() ?? (await simulatedUser(messages, traceId, simulator, options))
    if (user === undefined) return done({ kind: 'completed' })
    messages.push(user)
  }
  return done({ kind: 'step-limit' })
}

/** The first turn that answers somebody. */
function isAgentsFirst(all: readonly Message<string>[]) {
  return (message: Message<string>, index: number): boolean =>
    message.role === 'assistant' && all.slice(0, index).some(({ role }) => role === 'user' || role === 'tool')
}

async function simulatedResult(
  call: ToolCall<string>,
  messages: readonly Message<string>[],
  traceId: string,
  simulator: UserSimulator | undefined,
  options: LiveReplayOptions,
): Promise<ToolResult | undefined> {
  const reply = await askSimulator(simulator, { traceId, messages, call }, options)
  return reply.kind === 'tool' ? { text: reply.text, isError: reply.isError } : undefined
}

async function simulatedUser(
  messages: readonly Message<string>[],
  traceId: string,
  simulator: UserSimulator | undefined,
  options: LiveReplayOptions,
): Promise<Message<string> | undefined> {
  const reply = await askSimulator(simulator, { traceId, messages, call: undefined }, options)
  return reply.kind === 'user' ? { role: 'user', text: reply.text, calls: [] } : undefined
}

/**
 * @throws {ProviderError} when the simulator fails: that is nobody's answer, so the run stops instead of counting it
 *   against a side.
 */
async function askSimulator(
  simulator: UserSimulator | undefined,
  question: Parameters<UserSimulator['reply']>[0],
  { signal, deadline, timeoutMs }: LiveReplayOptions,
): Promise<SimulatorReply> {
  if (simulator === undefined) return { kind: 'ended' }
  const late = deadline(timeoutMs)
  try {
    return await simulator.reply(question, { signal: AbortSignal.any([signal, late]) })
  } catch (error) {
    signal.throwIfAborted()
    if (!late.aborted) throw error
    throw new ProviderError(
      `Expected an answer from ${simulator.name} within ${timeoutMs / 1000} s, got none`,
      {
        provider: simulator.name,
        reason: 'timeout',
        isRetryable: false,
        cause: error,
      },
    )
  }
}
