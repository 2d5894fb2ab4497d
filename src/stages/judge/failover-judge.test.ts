import { expect, it } from 'vitest'
import { ProviderError } from '../../errors/provider-error.ts'
import { scriptedVoter, textQuestion } from './__fixtures__/voting.ts'
import { failoverJudge } from './failover-judge.ts'
import { createVotingJudge } from './votes/create-voting-judge.ts'

function judgeThatSays(...words: readonly string[]) {
  const voter = scriptedVoter(({ index }) => words[index] ?? words.at(-1) ?? 'tie')
  return { voter, judge: createVotingJudge({ voter, method: 'adaptive', runs: 3, seed: 's' }) }
}

it('asks the next judge about a pair the first cannot be reached for, and keeps what failed', async () => {
  const [down, up] = [judgeThatSays('no unreachable'), judgeThatSays('candidate')]
  const answer = await failoverJudge([down.judge, up.judge]).compareTexts(textQuestion())
  expect(answer).toMatchObject({ kind: 'scored', candidateScore: 1 })
  expect(answer.votes?.map(({ result }) => result.kind)).toEqual([
    ...down.voter.asked.map(() => 'unusable'),
    'chosen',
    'chosen',
  ])
})

it('never changes the judge inside a pair: one vote that failed is one vote less', async () => {
  const [shaky, other] = [
    judgeThatSays('candidate', 'no unreachable', 'candidate'),
    judgeThatSays('baseline'),
  ]
  await failoverJudge([shaky.judge, other.judge]).compareTexts(textQuestion())
  expect(other.voter.asked).toEqual([])
})

it('a judge that refuses has answered', async () => {
  const [refusing, other] = [judgeThatSays('no refusal'), judgeThatSays('baseline')]
  const answer = await failoverJudge([refusing.judge, other.judge]).compareTexts(textQuestion())
  expect(answer.kind).toBe('failed')
  expect(other.voter.asked).toEqual([])
})

it('has no verdict when nobody can be reached, with every vote that was tried', async () => {
  const [one, two] = [judgeThatSays('no unreachable'), judgeThatSays('no unreachable')]
  const answer = await failoverJudge([one.judge, two.judge]).compareTexts(textQuestion())
  expect(answer.kind).toBe('failed')
  expect(answer.votes).toHaveLength(one.voter.asked.length + two.voter.asked.length)
})

function judgeThatThrows(reason: 'unavailable' | 'auth') {
  const error = new ProviderError(reason, { provider: 'p', reason, isRetryable: false, endsRun: true })
  const voter = scriptedVoter(() => {
    throw error
  })
  return { error, judge: createVotingJudge({ voter, method: 'adaptive', runs: 3, seed: 's' }) }
}

it('a provider that is out for good is no reason to stop while there is another judge', async () => {
  const [out, up] = [judgeThatThrows('unavailable'), judgeThatSays('candidate')]
  const answer = await failoverJudge([out.judge, up.judge]).compareTexts(textQuestion())
  expect(answer.kind).toBe('scored')
  expect(answer.votes?.map(({ result }) => result.kind)).toEqual(['unusable', 'chosen', 'chosen'])
  await expect(failoverJudge([out.judge]).compareTexts(textQuestion())).rejects.toBe(out.error)
})

it('a refused key stops the run even where another judge could be asked', async () => {
  const [refused, up] = [judgeThatThrows('auth'), judgeThatSays('candidate')]
  const judge = failoverJudge([refused.judge, up.judge])
  await expect(judge.compareTexts(textQuestion())).rejects.toBe(refused.error)
  expect(up.voter.asked).toEqual([])
})
