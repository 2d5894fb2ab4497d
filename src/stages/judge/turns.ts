import { createHash } from 'node:crypto'

import type { AssistantMessage, Message, ToolCall, Trace } from '../../records/trace.ts'
import { canonicalCalls, canonicalMessage, canonicalTurn } from './canonical-output.ts'

/**
 * What of the agent's own turns counts. `all`: words and calls. `calls`: its calls alone; two agents that worded
 * the same step differently and were answered alike by user and tools still stand at the same place.
 */
export type TurnView = 'all' | 'calls'

/** One turn of the agent and the conversation it answers. */
export type Turn = {
  readonly message: AssistantMessage<string>
  /** Equal for two turns exactly when everything before them is canonically equal in the view (system prompts apart). */
  readonly prefixKey: string
  /** Equal for two turns exactly when the agent did the same in the view. */
  readonly turnKey: string
  /** Number of messages of the trace before this turn. */
  readonly prefixLength: number
}

/** The turns of one side, and the key of the whole conversation: the prefix a further turn would have had. */
export type TurnList = { readonly turns: readonly Turn[]; readonly endKey: string }

/** The agent's turns of a conversation, in time order, each with the key of its prefix. */
export function turnsOf(messages: readonly Message<string>[], view: TurnView): TurnList {
  const turns: Turn[] = []
  let prefixKey = ''
  for (const [index, message] of messages.entries()) {
    if (message.role === 'assistant') {
      const turnKey = view === 'all' ? canonicalTurn(message) : canonicalCalls(message.calls)
      turns.push({ message, prefixKey, turnKey, prefixLength: index })
      prefixKey = extendedKey(prefixKey, `assistant ${turnKey}`)
    } else {
      prefixKey = extendedKey(prefixKey, canonicalMessage(message))
    }
  }
  return { turns, endKey: prefixKey }
}

/** The tool calls of the agent, in order: only those of assistant messages are its own (product definition 20). */
export function agentCallsOf(trace: Trace): readonly ToolCall<string>[] {
  return trace.messages.flatMap(message => (message.role === 'assistant' ? message.calls : []))
}

/** The agent's own messages, in order. */
export function assistantMessagesOf(trace: Trace): readonly AssistantMessage<string>[] {
  return trace.messages.filter(message => message.role === 'assistant')
}

// A chain of hashes instead of the joined text: keys stay short however long the conversation is.
function extendedKey(prefixKey: string, canonical: string | undefined): string {
  if (canonical === undefined) return prefixKey
  return createHash('sha256').update(prefixKey).update('\n').update(canonical).digest('hex')
}
