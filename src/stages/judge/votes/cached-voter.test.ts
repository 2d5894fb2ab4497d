import { expect, it } from 'vitest'
import { createMemoryStore } from '../../../store/memory/create-memory-store.ts'
import { createReplyJournal } from '../../../store/reply-journal.ts'
import { redacted, user } from '../__fixtures__/traces.ts'
import {
  argumentRubric,
  callQuestion,
  scriptedVoter,
  textQuestion,
  textRubric,
} from '../__fixtures__/voting.ts'
import type { VoteRequest } from '../voter.ts'
import { cachedVoter } from './cached-voter.ts'

const REQUEST: VoteRequest = {
  question: { kind: 'texts', ...textQuestion() },
  order: 'candidate-first',
  index: 0,
}

function cacheOver(words: (request: VoteRequest) => string) {
  const journal = createReplyJournal({
    store: createMemoryStore(),
    macKey: new Uint8Array(32),
    ttlMs: 1000,
    nowMs: () => 0,
  })
  const asked: VoteRequest[] = []
  const voter = scriptedVoter(request => {
    asked.push(request)
    return words(request)
  })
  const with_ = (settings: readonly string[]) =>
    cachedVoter(voter, {
      journal,
      settings,
      rubrics: {
        texts: textRubric(),
        arguments: argumentRubric(),
        flagged: textRubric('flagged-failure-recurrence'),
      },
    })
  return { asked, cache: with_(['a']), with: with_ }
}

it('finds a vote again, free of charge and marked, with what it cost before', async () => {
  const { asked, cache } = cacheOver(() => 'candidate')
  const first = await cache.vote(REQUEST)
  const again = await cache.vote(REQUEST)
  expect(asked).toHaveLength(1)
  expect(again).toEqual({
    ...first,
    costPicoUsd: 0,
    savedPicoUsd: first.costPicoUsd,
    cached: 'exact',
    latencyMs: undefined,
  })
})

it('equal questions of two traces are one question', async () => {
  const { asked, cache } = cacheOver(() => 'tie')
  await cache.vote(REQUEST)
  await cache.vote({ ...REQUEST, question: { kind: 'texts', ...textQuestion({}, 'another-trace') } })
  expect(asked).toHaveLength(1)
})

it.each<[string, Partial<VoteRequest>]>([
  ['index', { index: 1 }],
  ['order', { order: 'baseline-first' }],
  ['candidate text', { question: { kind: 'texts', ...textQuestion({ candidateText: 'other' }) } }],
  ['baseline text', { question: { kind: 'texts', ...textQuestion({ baselineText: 'other' }) } }],
  ['conversation', { question: { kind: 'texts', ...textQuestion({ prefix: [user('Hello?')] }) } }],
  ['kind of question', { question: { kind: 'arguments', ...callQuestion() } }],
])('another %s is another vote', async (_what, change) => {
  const { asked, cache } = cacheOver(() => 'tie')
  await cache.vote(REQUEST)
  expect((await cache.vote({ ...REQUEST, ...change })).cached).toBe('no')
  expect(asked).toHaveLength(2)
})

it('what support said, and what the called tools mean, are part of the question', async () => {
  const { asked, cache } = cacheOver(() => 'tie')
  const { request } = textQuestion()
  const flagged = (reason: string): VoteRequest => ({
    ...REQUEST,
    question: {
      kind: 'texts',
      ...textQuestion({ request: { ...request, supportFlag: { reason: redacted(reason) } } }),
    },
  })
  for (const each of [REQUEST, flagged('rude'), flagged('wrong')]) await cache.vote(each)
  const calls = callQuestion()
  const tools = [{ name: 'cancel', description: 'Cancels for good.', parameters: undefined }]
  for (const offered of [undefined, tools]) {
    const question = { kind: 'arguments', ...calls, request: { ...calls.request, tools: offered } } as const
    await cache.vote({ ...REQUEST, question })
  }
  expect(asked).toHaveLength(5)
})

it('swapping the two texts is another vote', async () => {
  const { asked, cache } = cacheOver(() => 'candidate')
  const { baselineText, candidateText } = textQuestion()
  await cache.vote(REQUEST)
  const swapped = textQuestion({ baselineText: candidateText, candidateText: baselineText })
  await cache.vote({ ...REQUEST, question: { kind: 'texts', ...swapped } })
  expect(asked).toHaveLength(2)
})

it('other settings of the judge make another vote', async () => {
  const caches = cacheOver(() => 'tie')
  await caches.with(['temperature 0.3']).vote(REQUEST)
  await caches.with(['temperature 0']).vote(REQUEST)
  expect(caches.asked).toHaveLength(2)
})

it('keeps nothing that was unusable', async () => {
  let word = 'no schema'
  const { asked, cache } = cacheOver(() => word)
  await cache.vote(REQUEST)
  word = 'tie'
  expect((await cache.vote(REQUEST)).result).toMatchObject({ choice: 'tie' })
  expect(asked).toHaveLength(2)
})

it('equal questions at the same time are one call', async () => {
  const { asked, cache } = cacheOver(() => 'baseline')
  const votes = await Promise.all([cache.vote(REQUEST), cache.vote(REQUEST), cache.vote(REQUEST)])
  expect(asked).toHaveLength(1)
  expect(votes.map(({ cached }) => cached)).toEqual(['no', 'exact', 'exact'])
})
