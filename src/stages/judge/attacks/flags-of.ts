import type { JudgeFlag } from '../../../records/judge-flag.ts'
import { degenerateAnswer } from './degenerate-answer.ts'
import { INSTRUCTION_PATTERNS, JUDGE_SENTENCES } from './known-attacks.ts'
import { hasHiddenCharacters, plainText } from './plain-text.ts'

/** Characters looked at for patterns; the rest of a longer answer is looked at for hidden characters alone. */
const MAX_SEARCHED = 100_000

/** What a reader must know about two answers to one conversation, the baseline's first. Both are treated alike. */
export function flagsOf(baseline: string, candidate: string): readonly JudgeFlag[] {
  return [...flagsOfSide('baseline', baseline), ...flagsOfSide('candidate', candidate)]
}

function flagsOfSide(side: JudgeFlag['side'], text: string): readonly JudgeFlag[] {
  // An empty text is a side that said nothing more here, which the rules before the judge look at.
  const found: readonly (readonly [JudgeFlag['kind'], boolean])[] = [
    ['degenerate', text !== '' && degenerateAnswer(text) !== undefined],
    ['instruction-to-judge', addressesJudge(text)],
    ['hidden-characters', hasHiddenCharacters(text)],
  ]
  return found.filter(([, isFound]) => isFound).map(([kind]) => ({ side, kind }))
}

function addressesJudge(text: string): boolean {
  const plain = plainText(text.slice(0, MAX_SEARCHED))
  return (
    JUDGE_SENTENCES.some(sentence => plain.includes(sentence)) ||
    INSTRUCTION_PATTERNS.some(pattern => pattern.test(plain))
  )
}
