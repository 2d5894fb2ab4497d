import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TraceId } from '../../../records/ids.ts'
import { callQuestion, scriptedVoter, textQuestion, voteOf } from '../__fixtures__/voting.ts'
import type { JudgeAnswer } from '../judge-model.ts'
import type { VoteMethod } from './cast-votes.ts'
import { createVotingJudge } from './create-voting-judge.ts'
import { tallyArguments, tallyTexts } from './tally.ts'
import { voteOrder } from './vote-order.ts'

const TEXT_WORDS = ['candidate', 'baseline', 'tie', 'no schema']
const LABEL_WORDS = ['partly', 'different'].flatMap(label => [
  label,
  `${label} candidate`,
  `${label} baseline`,
])
const CALL_WORDS = ['equivalent', ...LABEL_WORDS, 'no refusal']

function triplesOf(words: readonly string[]): readonly (readonly string[])[] {
  return words.flatMap(a => words.flatMap(b => words.map(c => [a, b, c])))
}

async function answerOf(
  kind: 'texts' | 'arguments',
  words: readonly string[],
  method: VoteMethod,
  runs = 3,
): Promise<{ readonly answer: JudgeAnswer; readonly asked: number }> {
  const voter = scriptedVoter(({ index }) => words[index] ?? 'no budget')
  const judge = createVotingJudge({ voter, method, runs, seed: 's' })
  const answer = await (kind === 'texts'
    ? judge.compareTexts(textQuestion())
    : judge.compareArguments(callQuestion()))
  return { answer, asked: voter.asked.length }
}

/** What of an answer decides anything: not how sure it is, not which votes it took. */
function decisionOf(answer: JudgeAnswer): unknown {
  if (answer.kind !== 'scored') return answer.kind
  return [answer.baselineScore, answer.candidateScore, answer.isUnresolved ?? false]
}

describe('adaptive votes', () => {
  it.each([
    ['texts', TEXT_WORDS],
    ['arguments', CALL_WORDS],
  ] as const)('decide on %s as three votes would, for every three votes', async (kind, words) => {
    for (const triple of triplesOf(words)) {
      const adaptive = await answerOf(kind, triple, 'adaptive')
      const all = await answerOf(kind, triple, 'all')
      expect([triple, decisionOf(adaptive.answer)]).toEqual([triple, decisionOf(all.answer)])
      expect(all.asked).toBe(3)
      const isAgreed = triple[0] === triple[1] && !triple[0]?.startsWith('no ')
      expect([triple, adaptive.asked]).toEqual([triple, isAgreed ? 2 : 3])
    }
  })

  it('decide as all votes would for any number of votes, with at most as many', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('texts' as const, 'arguments' as const),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.nat(), { minLength: 9, maxLength: 9 }),
        async (kind, runs, picks) => {
          const words = kind === 'texts' ? TEXT_WORDS : CALL_WORDS
          const cast = picks.map(pick => words[pick % words.length] ?? '')
          const adaptive = await answerOf(kind, cast, 'adaptive', runs)
          const all = await answerOf(kind, cast, 'all', runs)
          expect(decisionOf(adaptive.answer)).toEqual(decisionOf(all.answer))
          expect(adaptive.asked).toBeLessThanOrEqual(runs)
          expect(all.asked).toBe(runs)
        },
      ),
    )
  })
})

const MIRROR: { readonly [side: string]: string } = { candidate: 'baseline', baseline: 'candidate' }

function mirrored(word: string): string {
  return word.replace(/candidate|baseline/, side => MIRROR[side] ?? side)
}

describe('swapping the sides', () => {
  it.each([
    ['texts', TEXT_WORDS, tallyTexts],
    ['arguments', CALL_WORDS, tallyArguments],
  ] as const)('negates the difference of every answer on %s', (_, words, tally) => {
    for (const triple of triplesOf(words)) {
      const answer = tally(triple.map(word => voteOf(word)))
      const swapped = tally(triple.map(word => voteOf(mirrored(word))))
      expect([triple, differenceOf(swapped)]).toEqual([triple, negated(differenceOf(answer))])
      expect(swapped.confidence).toBe(answer.confidence)
    }
  })
})

function differenceOf(answer: JudgeAnswer): number | undefined {
  return answer.kind === 'scored' ? answer.candidateScore - answer.baselineScore : undefined
}

function negated(value: number | undefined): number | undefined {
  return value === undefined ? undefined : 0 - value
}

describe('orders', () => {
  const ids = Array.from({ length: 2_000 }, (_, index) => `trace-${index}` as TraceId)
  const shareFirst = (index: number, of = ids): number =>
    of.filter(id => voteOrder('seed', id, index) === 'candidate-first').length / of.length

  it('are balanced over pairs, reversed by every odd vote, and drawn anew by the third', () => {
    // Three standard deviations of a fair coin over 2,000 pairs are .034.
    for (const index of [0, 1, 2]) expect(Math.abs(shareFirst(index) - 0.5)).toBeLessThan(0.034)
    expect(ids.filter(id => voteOrder('seed', id, 1) === voteOrder('seed', id, 0))).toEqual([])
    const first = ids.filter(id => voteOrder('seed', id, 0) === 'candidate-first')
    expect(Math.abs(shareFirst(2, first) - 0.5)).toBeLessThan(0.048)
  })

  it('leave the mean preference of a judge that only sees positions at zero', async () => {
    // It chooses what is shown first with probability .8 and is otherwise indifferent.
    let state = 1
    const voter = scriptedVoter(({ order }) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      if (state / 2 ** 32 > 0.8) return 'tie'
      return order === 'candidate-first' ? 'candidate' : 'baseline'
    })
    const judge = createVotingJudge({ voter, method: 'adaptive', runs: 3, seed: 'seed' })
    const differences = await Promise.all(
      ids.map(async id => differenceOf(await judge.compareTexts(textQuestion({}, id))) ?? Number.NaN),
    )
    const mean = differences.reduce((sum, each) => sum + each, 0) / differences.length
    expect(differences.filter(each => each !== 0).length).toBeGreaterThan(500)
    expect(Math.abs(mean)).toBeLessThan(0.03)
  })
})
