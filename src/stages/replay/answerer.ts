import type { TraceId } from '../../records/ids.ts'
import type { Message, ToolCall, ToolDefinition } from '../../records/trace.ts'

/** One turn that is asked for: the conversation so far, as it was redacted, and what may be called. */
export type TurnQuestion = {
  readonly traceId: TraceId
  /** Counts the agent's turns of this trace from 0. */
  readonly step: number
  /** Ends with a user or tool message. */
  readonly messages: readonly Message<string>[]
  readonly tools: readonly ToolDefinition[] | undefined
}

/** What the agent did in one turn, not redacted yet. */
export type AnsweredTurn = {
  readonly text: string
  readonly calls: readonly ToolCall<string>[]
  /** The answering side's own word for why it stopped. */
  readonly finishReason: string | undefined
  /** The model that answered, as the answering side names it. */
  readonly model: string | undefined
  /** Integer pico-dollars; undefined: nobody knows. */
  readonly costPicoUsd: number | undefined
  /** Whole milliseconds. */
  readonly latencyMs: number
}

/** A side that answers live. Adapters and wrappers around them have this one shape. */
export interface Answerer {
  readonly name: string
  /**
   * It ends its own requests when they take too long. Then its turns have no limit of their own: waiting for a provider
   * that is overloaded or out is no failure of the side.
   */
  readonly limitsItsTime?: boolean
  /** @throws {ProviderError} when there is no answer. */
  answer(question: TurnQuestion, options: { readonly signal: AbortSignal }): Promise<AnsweredTurn>
}
