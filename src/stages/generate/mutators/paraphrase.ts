import { withUserText } from '../last-user-text.ts'
import type { Mutator } from '../mutator.ts'

const TEMPLATES: readonly ((text: string) => string)[] = [
  text => `My colleague asked me to pass this on word for word: "${text}" Please take care of it.`,
  text => text.toLowerCase().replaceAll(/[.,!?;:]/g, ''),
  text => text.toUpperCase(),
  text => `sorry typing on my phone.. ${text.replaceAll(/([aeiou])\1?/gi, '$1')} thx`,
  text =>
    `${text
      .split(/(?<=[.!?])\s+/)
      .toReversed()
      .join(' ')} That is all, in no particular order.`,
  text => `Two things, the second does not matter. First: ${text} Second: never mind.`,
]

/** The same wish in other words, from templates. */
export const paraphrase: Mutator = {
  name: 'paraphrase',
  excuses: [],
  mutate: ({ messages, salt }) => {
    const template = TEMPLATES[Number.parseInt(salt, 16) % TEMPLATES.length]
    const changed = template === undefined ? undefined : withUserText(messages, template)
    return changed === undefined ? undefined : { messages: changed }
  },
}
