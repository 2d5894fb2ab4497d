import type { Judge, JudgeAnswer } from './judge-model.ts'

/**
 * Judge that answers nothing: with it `judgePair` gives every verdict that rules decide and marks the rest as
 * `not-asked`, so that the questions can be put afterwards, in looks.
 */
export function createUnaskedJudge(): Judge {
  const answer: JudgeAnswer = { kind: 'not-asked', reason: 'no question was put yet' }
  return {
    name: 'nobody',
    isLanguageModel: false,
    compareArguments: () => Promise.resolve(answer),
    compareTexts: () => Promise.resolve(answer),
  }
}
