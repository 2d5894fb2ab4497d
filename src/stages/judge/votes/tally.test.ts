import { describe, expect, it } from 'vitest'
import { voteOf } from '../__fixtures__/voting.ts'
import { tallyArguments, tallyTexts } from './tally.ts'

const texts = (...words: readonly string[]) => tallyTexts(words.map((word, index) => voteOf(word, index)))
const calls = (...words: readonly string[]) => tallyArguments(words.map((word, index) => voteOf(word, index)))

describe('votes on texts', () => {
  it.each([
    ['a win of two', ['candidate', 'baseline', 'candidate'], 1, 2 / 3],
    ['a loss of two', ['baseline', 'baseline'], 0, 1],
    ['a tie of three', ['tie', 'tie', 'tie'], 0.5, 1],
    ['one usable vote', ['no schema', 'no refusal', 'baseline'], 0, 1],
  ] as const)('score %s', (_, words, candidateScore, confidence) => {
    const answer = texts(...words)
    expect(answer).toMatchObject({ kind: 'scored', baselineScore: 0.5, candidateScore, confidence })
    expect(answer).not.toHaveProperty('isUnresolved')
    expect(answer.votes).toHaveLength(words.length)
  })

  it('are an unresolved tie when all three differ, and when the two usable ones do', () => {
    expect(texts('candidate', 'baseline', 'tie')).toMatchObject({
      candidateScore: 0.5,
      isUnresolved: true,
      confidence: 1 / 3,
    })
    expect(texts('candidate', 'no schema', 'baseline')).toMatchObject({
      candidateScore: 0.5,
      isUnresolved: true,
      confidence: 1 / 2,
    })
  })

  it('have no score when none is usable, and say why', () => {
    const answer = texts('no schema', 'no refusal', 'no schema')
    expect(answer).toMatchObject({
      kind: 'failed',
      error: 'no usable vote among 3: schema 2, refusal 1',
    })
    expect(answer.votes).toHaveLength(3)
    expect(texts('equivalent').kind).toBe('failed')
  })

  it('give the reason of a vote that agrees', () => {
    expect(texts('baseline', 'candidate', 'candidate')).toMatchObject({ reason: 'because candidate' })
  })
})

describe('votes on arguments', () => {
  it.each([
    ['equivalent calls', ['equivalent', 'equivalent'], 1, 1],
    ['a candidate that is partly worse', ['partly baseline', 'partly baseline'], 1, 0.5],
    ['a candidate that is worse altogether', ['different baseline', 'different baseline'], 1, 0],
    ['a candidate that is better altogether', ['different candidate', 'different candidate'], 0, 1],
    ['different calls of which neither is better', ['different', 'different'], 0, 0],
    ['a split over how much worse', ['partly baseline', 'different baseline', 'equivalent'], 1, 0.5],
    ['a majority over how much worse', ['different baseline', 'partly baseline', 'different baseline'], 1, 0],
    ['one voice against two that are indifferent', ['equivalent', 'different baseline', 'partly'], 1, 1],
  ] as const)('score both sides of %s', (_, words, baselineScore, candidateScore) => {
    const answer = calls(...words)
    expect(answer).toMatchObject({ kind: 'scored', baselineScore, candidateScore })
    expect(answer).not.toHaveProperty('isUnresolved')
  })

  it('are an unresolved tie when each favours something else', () => {
    expect(calls('different candidate', 'different baseline', 'partly')).toMatchObject({
      baselineScore: 0,
      candidateScore: 0,
      isUnresolved: true,
      confidence: 1 / 3,
    })
  })

  it('have no score from choices that compare texts', () => {
    expect(calls('candidate', 'tie').kind).toBe('failed')
  })
})
