import { describe, expect, it } from 'vitest'
import { scriptedVoter, textQuestion, voteOf } from '../__fixtures__/voting.ts'
import type { Voter } from '../voter.ts'
import { castVotes } from './cast-votes.ts'

const question = { kind: 'texts', ...textQuestion() } as const

describe('casting votes', () => {
  it('asks the first two at once, in both orders, and the third after them', async () => {
    const open: (() => void)[] = []
    const started: number[] = []
    const voter: Voter = {
      name: 'slow',
      isLanguageModel: true,
      vote: ({ index, order }) => {
        started.push(index)
        return new Promise(resolve => {
          open.push(() => resolve(voteOf(index === 0 ? 'tie' : 'candidate', index, order)))
        })
      },
    }
    const casting = castVotes(question, { voter, method: 'adaptive', runs: 3, seed: 's' })
    expect(started).toEqual([0, 1])
    for (const end of open.splice(0)) end()
    await new Promise(resolve => setImmediate(resolve))
    expect(started).toEqual([0, 1, 2])
    for (const end of open.splice(0)) end()
    const votes = await casting
    expect(votes.map(({ index }) => index)).toEqual([0, 1, 2])
    expect(new Set(votes.slice(0, 2).map(({ order }) => order)).size).toBe(2)
  })

  it('passes an error that stops the run on, after the votes under way have ended', async () => {
    let hasEnded = false
    const voter: Voter = {
      name: 'poor',
      isLanguageModel: true,
      async vote({ index, order }) {
        if (index === 0) throw new Error('budget exhausted')
        await new Promise(resolve => setImmediate(resolve))
        hasEnded = true
        return voteOf('tie', index, order)
      },
    }
    const casting = castVotes(question, { voter, method: 'adaptive', runs: 3, seed: 's' })
    await expect(casting).rejects.toThrow('budget exhausted')
    expect(hasEnded).toBe(true)
  })

  it('hands the signal to every vote', async () => {
    const { signal } = new AbortController()
    const seen: (AbortSignal | undefined)[] = []
    const voter = scriptedVoter(() => 'tie')
    const watched: Voter = {
      ...voter,
      vote: (request, options) => {
        seen.push(options?.signal)
        return voter.vote(request, options)
      },
    }
    await castVotes(question, { voter: watched, method: 'all', runs: 3, seed: 's', signal })
    expect(seen).toEqual([signal, signal, signal])
  })
})
