import type { ChatMessage } from './chat-message.ts'
import { roleOf } from './role-of.ts'

const SPEAKER = /^(system|developer|user|human|assistant|ai|tool): ?/i

/**
 * The messages of a conversation written as text, `user: ...` a line, which some instrumentations send instead of messages;
 * undefined when the text does not begin like one. A line without a speaker belongs to the message before it.
 */
export function transcriptMessages(text: string): readonly ChatMessage[] | undefined {
  if (!SPEAKER.test(text)) return undefined
  const messages: { role: ChatMessage['role']; lines: string[] }[] = []
  for (const line of text.split('\n')) {
    const speaker = SPEAKER.exec(line)
    if (speaker === null) messages.at(-1)?.lines.push(line)
    else {
      const role = roleOf({ role: speaker[1] as string }) ?? 'user'
      messages.push({ role, lines: [line.slice(speaker[0].length)] })
    }
  }
  return messages.map(({ role, lines }) => {
    const content = lines.join('\n')
    // Python's word for no content.
    return { role, content: content === 'None' ? '' : content }
  })
}
