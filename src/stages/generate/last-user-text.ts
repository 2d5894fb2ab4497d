import type { Message } from '../../records/trace.ts'

/** The words of the last user message; undefined when there is none with text. */
function lastUserText(messages: readonly Message<string>[]): string | undefined {
  const text = messages.findLast(message => message.role === 'user')?.text
  return text === undefined || text.trim() === '' ? undefined : text
}

/** The conversation up to the last user message, which says `text` instead; undefined when that changes nothing. */
export function withUserText(
  messages: readonly Message<string>[],
  change: (text: string) => string | undefined,
): readonly Message<string>[] | undefined {
  const index = messages.findLastIndex(message => message.role === 'user')
  const message = messages[index]
  const before = lastUserText(messages)
  if (message?.role !== 'user' || before === undefined) return undefined
  const text = change(before)
  if (text === undefined || text === before) return undefined
  return [...messages.slice(0, index), { ...message, text }]
}
