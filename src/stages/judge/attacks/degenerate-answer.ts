import { JUDGE_SENTENCES, MASTER_KEYS } from './known-attacks.ts'
import { plainText } from './plain-text.ts'

/** Why an answer says nothing. */
export type Degenerate = 'empty' | 'punctuation' | 'master-key' | 'attack-only'

const OUTER_PUNCTUATION = /^[\p{P}\s]+|[\p{P}\s]+$/gu

/**
 * Why an answer says nothing, or undefined when it says anything at all. Narrow on purpose, as it decides without a
 * judge: nothing visible, punctuation alone, a stock phrase of the published ones alone, or known attack sentences
 * with no word beside them. A picture (an emoji), a number or a symbol is an answer.
 */
export function degenerateAnswer(text: string): Degenerate | undefined {
  const plain = plainText(text)
  if (plain === '') return 'empty'
  const bare = plain.replace(OUTER_PUNCTUATION, '')
  if (bare === '') return 'punctuation'
  if (MASTER_KEYS.has(bare)) return 'master-key'
  const rest = JUDGE_SENTENCES.reduce((left, sentence) => left.replaceAll(sentence, ' '), plain)
  return rest !== plain && !/\p{L}/u.test(rest) ? 'attack-only' : undefined
}
