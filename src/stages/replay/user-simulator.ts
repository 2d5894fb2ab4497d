import type { Message, ToolCall } from '../../records/trace.ts'
import type { ToolResult } from './recorded-tools.ts'

/** The conversation so far, and what is wanted of whoever plays the user's side. */
export type SimulatorQuestion = {
  readonly traceId: string
  readonly messages: readonly Message<string>[]
  /** Undefined: the agent has spoken and the user's next words are wanted. */
  readonly call: ToolCall<string> | undefined
}

/** `ended`: the user has nothing more to say, or there is no such tool result. */
export type SimulatorReply =
  | { readonly kind: 'user'; readonly text: string }
  | ({ readonly kind: 'tool' } & ToolResult)
  | { readonly kind: 'ended' }

/** Plays the user, and the tools where the recording has no result. */
export interface UserSimulator {
  readonly name: string
  /** @throws {ProviderError} when it does not answer. */
  reply(question: SimulatorQuestion, options: { readonly signal: AbortSignal }): Promise<SimulatorReply>
}
