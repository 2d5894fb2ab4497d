import { describe, expect, it } from 'vitest'
import type { TraceId } from '../../../records/ids.ts'
import type { VoteOrder } from '../../../records/vote.ts'
import { textQuestion } from '../__fixtures__/voting.ts'
import { createRecordedVoter } from './create-recorded-voter.ts'

const question = { kind: 'texts', ...textQuestion() } as const
const voter = createRecordedVoter({
  name: 'recorded/gpt',
  isLanguageModel: true,
  votes: new Map([
    [
      'trace-1' as TraceId,
      [
        { order: 'candidate-first', choice: 'candidate', reason: 'one' },
        { order: 'baseline-first', choice: undefined },
        { order: 'candidate-first', choice: 'tie', reason: 'two' },
      ],
    ],
  ]),
})

async function resultOf(order: VoteOrder, index: number, asked = question) {
  return (await voter.vote({ question: asked, order, index })).result
}

describe('a recorded voter', () => {
  it('gives each recorded vote once, in the order it was cast', async () => {
    expect(await resultOf('candidate-first', 0)).toMatchObject({ choice: 'candidate', reason: 'one' })
    expect(await resultOf('candidate-first', 2)).toMatchObject({ choice: 'tie', reason: 'two' })
  })

  it('invents nothing: what was unreadable or never recorded is unusable', async () => {
    expect(await resultOf('baseline-first', 1)).toMatchObject({ kind: 'unusable', why: 'schema' })
    expect(await resultOf('baseline-first', 2)).toMatchObject({ kind: 'unusable', why: 'unreachable' })
    const unknown = { kind: 'texts', ...textQuestion({}, 'trace-2') } as const
    expect(await resultOf('candidate-first', 0, unknown)).toMatchObject({
      kind: 'unusable',
      why: 'unreachable',
    })
  })
})
