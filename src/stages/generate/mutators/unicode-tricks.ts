import { withUserText } from '../last-user-text.ts'
import type { Mutator } from '../mutator.ts'

const LOOK_ALIKES: { readonly [letter: string]: string } = {
  a: '\u0430',
  c: '\u0441',
  e: '\u0435',
  o: '\u043e',
  p: '\u0440',
  x: '\u0445',
}
/** A redaction token stays whole, or the agent would be asked about another value. */
const PARTS = /(<[A-Z][A-Z_]*_k\d+_[0-9A-F]+>)/

const TRICKS: readonly ((text: string) => string)[] = [
  text => text.replaceAll(/[aceopx]/g, letter => LOOK_ALIKES[letter] ?? letter),
  text => [...text].join('\u200b'),
  text => `\u202e${[...text].toReversed().join('')}\u202c`,
  text => [...text].map(letter => (/[a-z]/i.test(letter) ? `${letter}\u0301` : letter)).join(''),
  text => text.replaceAll(/[!-~]/g, letter => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0)),
]

/** The request in characters that look like, hide between or turn around those that were meant. */
export const unicodeTricks: Mutator = {
  name: 'unicode-tricks',
  excuses: [],
  mutate: ({ messages, salt }) => {
    const trick = TRICKS[Number.parseInt(salt, 16) % TRICKS.length]
    if (trick === undefined) return undefined
    const changed = withUserText(messages, text =>
      text
        .split(PARTS)
        .map(part => (PARTS.test(part) ? part : trick(part)))
        .join(''),
    )
    return changed === undefined ? undefined : { messages: changed }
  },
}
