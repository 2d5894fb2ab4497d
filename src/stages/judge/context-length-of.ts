import type { ContextLength } from '../../records/judged-pair.ts'
import type { RedactedTrace } from '../../records/trace.ts'

const CHARACTERS_PER_TOKEN = 4

/** Exclusive upper ends, in tokens. */
const ENDS: readonly (readonly [ContextLength, number])[] = [
  ['under-1k', 1_000],
  ['1k-4k', 4_000],
  ['4k-16k', 16_000],
]

/** How much the agent had to read before its last turn: all messages, their calls and the tools on offer. */
export function contextLengthOf({ messages, tools }: RedactedTrace): ContextLength {
  const last = messages.findLastIndex(({ role }) => role === 'assistant')
  let characters = tools === undefined || tools.length === 0 ? 0 : JSON.stringify(tools).length
  for (const message of messages.slice(0, Math.max(0, last))) {
    characters += message.text.length
    if (message.role === 'assistant' && message.calls.length > 0)
      characters += JSON.stringify(message.calls).length
  }
  const tokens = characters / CHARACTERS_PER_TOKEN
  return ENDS.find(([, end]) => tokens < end)?.[0] ?? '16k-and-more'
}
