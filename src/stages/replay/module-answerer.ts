import { ProviderError } from '../../errors/provider-error.ts'
import { agentQuestion, readAgentAnswer } from './agent-shape.ts'
import type { Answerer } from './answerer.ts'

/** The default export of a candidate's module: a question in the shape of docs/replay.md, an answer in the same. */
export type AgentFunction = (
  question: ReturnType<typeof agentQuestion>,
  options: { readonly signal: AbortSignal },
) => unknown

/** A side that a function of the user's answers. What the function throws is its failure to answer. */
export function createModuleAnswerer(name: string, agent: AgentFunction, nowMs: () => number): Answerer {
  return {
    name,
    async answer(question, { signal }) {
      const startedMs = nowMs()
      const value = await callUser(name, () => agent(agentQuestion(question), { signal }))
      return readAgentAnswer(value, name, nowMs() - startedMs)
    },
  }
}

/**
 * What a function of the user's gives.
 *
 * @throws {ProviderError} in the place of whatever it throws; the message may quote a trace and is left out.
 */
export async function callUser(name: string, call: () => unknown): Promise<unknown> {
  try {
    return await call()
  } catch (error) {
    const kind = error instanceof Error ? error.name : typeof error
    throw new ProviderError(`Expected an answer from ${name}, got a thrown ${kind}`, {
      provider: name,
      reason: 'bad-response',
      isRetryable: false,
    })
  }
}
