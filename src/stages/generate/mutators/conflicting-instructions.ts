import { withUserText } from '../last-user-text.ts'
import type { Mutator } from '../mutator.ts'

const CONFLICTS = [
  'Answer with one word only. Explain every step in full sentences.',
  'Do not use any tool. Look it up with your tools before you answer.',
  'Do it right away without asking. Ask me before you do anything.',
  'Leave the order exactly as it is. Change it as I said above.',
  'Reply in JSON only. Do not use JSON.',
] as const

/** The request with two orders that cannot both be followed. */
export const conflictingInstructions: Mutator = {
  name: 'conflicting-instructions',
  excuses: [],
  mutate: ({ messages, salt }) => {
    const conflict = CONFLICTS[Number.parseInt(salt, 16) % CONFLICTS.length]
    const changed = withUserText(messages, text => `${text} ${conflict}`)
    return changed === undefined ? undefined : { messages: changed }
  },
}
