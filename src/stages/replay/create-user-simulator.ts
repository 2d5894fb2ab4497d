import { z } from 'zod'
import { ProviderError } from '../../errors/provider-error.ts'
import { type Sleep, withRetries } from '../../models/retrying.ts'
import { plainCall, plainMessage } from './agent-shape.ts'
import { callUser } from './module-answerer.ts'
import { type JsonServer, postJson } from './post-json.ts'
import type { SimulatorQuestion, SimulatorReply, UserSimulator } from './user-simulator.ts'

const replySchema = z.union([
  z.object({ user: z.string() }),
  z.object({ tool: z.object({ content: z.string(), is_error: z.boolean().default(false) }) }),
  z.object({ ended: z.literal(true) }),
])

/** The default export of a simulator's module, in the shape of docs/replay.md. */
export type SimulatorFunction = (
  question: ReturnType<typeof simulatorQuestion>,
  options: { readonly signal: AbortSignal },
) => unknown

/** A simulator of the user's behind HTTP. */
export function createHttpSimulator(server: JsonServer & { readonly sleep: Sleep }): UserSimulator {
  return {
    name: server.name,
    reply: async (question, { signal }) =>
      readReply(
        await withRetries(() => postJson(server, simulatorQuestion(question), signal), {
          sleep: server.sleep,
          signal,
        }),
        server.name,
      ),
  }
}

/** A simulator that is a function of the user's. */
export function createModuleSimulator(name: string, simulate: SimulatorFunction): UserSimulator {
  return {
    name,
    reply: async (question, { signal }) =>
      readReply(await callUser(name, () => simulate(simulatorQuestion(question), { signal })), name),
  }
}

function simulatorQuestion({ traceId, messages, call }: SimulatorQuestion) {
  return {
    trace_id: traceId,
    messages: messages.map(plainMessage),
    wanted: call === undefined ? ('user' as const) : ('tool' as const),
    call: call === undefined ? undefined : plainCall(call),
  }
}

function readReply(value: unknown, name: string): SimulatorReply {
  const parsed = replySchema.safeParse(value)
  if (!parsed.success) {
    throw new ProviderError(
      `Expected { user } or { tool: { content, is_error? } } or { ended: true } from ${name}, found something else`,
      { provider: name, reason: 'bad-response', isRetryable: false, hint: 'docs/replay.md has the shape' },
    )
  }
  const reply = parsed.data
  if ('user' in reply) return { kind: 'user', text: reply.user }
  return 'tool' in reply
    ? { kind: 'tool', text: reply.tool.content, isError: reply.tool.is_error }
    : { kind: 'ended' }
}
