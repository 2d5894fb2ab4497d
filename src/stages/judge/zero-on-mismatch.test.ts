import { expect, it } from 'vitest'
import { callQuestion, textQuestion } from './__fixtures__/voting.ts'
import { createOfflineJudge } from './offline-judge.ts'
import { zeroOnMismatch } from './zero-on-mismatch.ts'

it('counts other calls than those of the baseline as wrong and leaves texts to the judge', async () => {
  const judge = zeroOnMismatch(createOfflineJudge())
  expect(await judge.compareArguments(callQuestion())).toMatchObject({ baselineScore: 1, candidateScore: 0 })
  expect(await judge.compareTexts(textQuestion())).toMatchObject({ kind: 'abstained' })
})
