import { withUserText } from '../last-user-text.ts'
import type { Mutator } from '../mutator.ts'

const LINES = [
  'The parcel before this one arrived on a Tuesday and had a dent in one corner.',
  'I then spoke with somebody in the shop, who was kind and could not help.',
  'None of that matters for what I need today; I only say it for completeness.',
  'The colour was right, the size was not, and the box was reused for plants.',
] as const
/** Bytes of story around the request, about 3,000 tokens. */
const BYTES = 12_000

/** The request in the middle of a long story that has nothing to do with it. */
export const longContext: Mutator = {
  name: 'long-context',
  excuses: [],
  mutate: ({ messages }) => {
    const changed = withUserText(messages, text => `${story()}\n\n${text}\n\n${story()}`)
    return changed === undefined ? undefined : { messages: changed }
  },
}

function story(): string {
  const lines: string[] = []
  for (let bytes = 0, index = 0; bytes < BYTES / 2; index += 1) {
    const line = `${index + 1}. ${LINES[index % LINES.length]}`
    lines.push(line)
    bytes += line.length + 1
  }
  return lines.join('\n')
}
