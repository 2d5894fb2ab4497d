import { withUserText } from '../last-user-text.ts'
import type { Mutator } from '../mutator.ts'

/** Tokens of redacted values, ids with digits, plain numbers. */
const FIELD = /<[A-Z][A-Z_]*_k\d+_[0-9A-F]+>|\b[A-Za-z]*[-#]?\d[\w-]*\b/g

/** The request without what identifies anything: an agent has to ask, and must not make it up. */
export const missingFields: Mutator = {
  name: 'missing-fields',
  excuses: [],
  mutate: ({ messages }) => {
    const changed = withUserText(
      messages,
      text => text.replaceAll(FIELD, '').replaceAll(/ {2,}/g, ' ').trim() || undefined,
    )
    return changed === undefined ? undefined : { messages: changed }
  },
}
