import type { RedactText } from '../../privacy/redact-text.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import type { RealShingles } from './real-shingles.ts'
import { joined, piecesOf } from './words.ts'

/** Stands where a word was taken out of an answer. */
const WITHHELD = 'withheld'

/** Keeps runs of real text out of what live sides answer. */
export interface RealTextGuard {
  /** From now on no text passes with eight words in a row of these. */
  arm(real: RealShingles): void
  isArmed(): boolean
  /** The text with every eighth word of a shared run taken out; as it is before `arm`. */
  withhold(text: string): string
  /** Words taken out so far. */
  withheld(): number
}

/** A guard that lets everything pass until it is armed. */
export function createRealTextGuard(): RealTextGuard {
  let known: RealShingles | undefined
  let count = 0
  return {
    arm(real) {
      known = real
    },
    isArmed: () => known !== undefined,
    withhold(text) {
      if (known === undefined) return text
      const { pieces, end } = piecesOf(text)
      const words = pieces.map(({ word }) => word.toLowerCase())
      const kept = [...pieces]
      let isChanged = false
      for (let at = 0; at < kept.length; at += 1) {
        if (!known.isShared(words, at)) continue
        words[at] = WITHHELD
        kept[at] = { before: kept[at]!.before, word: `[${WITHHELD}]` }
        count += 1
        isChanged = true
      }
      return isChanged ? joined({ pieces: kept, end }) : text
    },
    withheld: () => count,
  }
}

/** The redactor with a guard behind it: whatever it makes shares no run of eight words with the real texts. */
export function withholding(redactText: RedactText, guard: RealTextGuard): RedactText {
  // Taking a word out brings no personal data back.
  const guarded = (text: RedactedText): RedactedText => guard.withhold(text) as RedactedText
  return Object.assign((text: string) => guarded(redactText(text)), redactText, {
    together: (fields: Parameters<RedactText['together']>[0]) => redactText.together(fields).map(guarded),
  })
}
