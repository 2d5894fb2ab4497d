import type { ModelMessage } from '../../../../models/language-model.ts'
import { createRng } from '../../../../numeric/random.ts'
import type { AssistantMessage, Message, TraceOf } from '../../../../records/trace.ts'
import type { AnswerPlan, AnswerPolicy } from '../answer.ts'
import { isDrawn } from './simple-policies.ts'

export type AgentPolicyOptions = {
  /** What the agent knows; the texts as they are sent to it (redacted ones where the run redacts). */
  readonly traces: readonly TraceOf<string>[]
  /** Share in [0, 1] of the turns in multi-step traces whose last tool call is cut off in its arguments. Default 0. */
  readonly truncatedShare?: number
  /** What it does where no trace goes on from these messages. Default: the call fails, with a message. */
  readonly otherwise?: AnswerPolicy
}

/** More turns than these make a trace multi-step, as in the tiers of a report. */
const FEW_STEPS = 3

/**
 * An agent that answers as recorded: it finds the trace by what the user said so far, and gives the turn that comes
 * next. Where several traces begin alike, the first of them.
 */
export function agentPolicy(options: AgentPolicyOptions): AnswerPolicy {
  const { truncatedShare = 0, otherwise = noTrace } = options
  const turns = new Map<string, RecordedTurn>()
  for (const { messages } of options.traces) {
    const agents = messages.filter(message => message.role === 'assistant')
    messages.forEach((message, index) => {
      if (message.role !== 'assistant') return
      const key = keyOf(messages.slice(0, index))
      if (!turns.has(key)) turns.set(key, { message, isMultiStep: agents.length > FEW_STEPS })
    })
  }
  return request => {
    const turn = turns.get(keyOf(request.messages))
    if (turn === undefined) return otherwise(request)
    const plan = planOf(turn.message)
    const isCut = turn.isMultiStep && isDrawn(request, 'truncation', truncatedShare)
    return isCut ? withCutCall(plan, request.seed) : plan
  }
}

type RecordedTurn = { readonly message: AssistantMessage<string>; readonly isMultiStep: boolean }

type PlainAnswer = AnswerPlan & { readonly kind: 'answer' }

const noTrace: AnswerPolicy = () => ({
  kind: 'failed',
  message: 'No recorded trace goes on from these messages.',
})

/** What the user said, and how many turns of the agent there were. */
function keyOf(messages: readonly (Message<string> | ModelMessage)[]): string {
  const users = messages.filter(message => message.role === 'user').map(message => message.text)
  const agents = messages.filter(message => message.role === 'assistant').length
  return JSON.stringify([agents, users])
}

function planOf({ text, calls }: AssistantMessage<string>): PlainAnswer {
  const planned = calls.map(({ name, arguments: given }) => ({
    name,
    arguments: given.kind === 'parsed' ? JSON.stringify(given.value) : given.raw,
  }))
  const finish = calls.length > 0 ? 'tool-calls' : 'stop'
  return { kind: 'answer', text, calls: planned, finish, reasoningTokens: 0 }
}

function withCutCall(plan: PlainAnswer, seed: string): PlainAnswer {
  const last = plan.calls.at(-1)
  if (last === undefined) return plan
  const share = createRng(`${seed}/cut`).nextFloat()
  const length = Math.floor(share * (last.arguments.length - 1))
  const cut = { ...last, arguments: last.arguments.slice(0, length) }
  return { ...plan, calls: [...plan.calls.slice(0, -1), cut], finish: 'length' }
}
