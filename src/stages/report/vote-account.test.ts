import { expect, it } from 'vitest'
import type { Verdict } from '../../records/verdict.ts'
import type { Vote } from '../../records/vote.ts'
import { buildJudgedPair } from '../../testing/judged-pair-builder.ts'
import { voteAccount } from './vote-account.ts'

function vote(change: Partial<Vote> & { readonly choice?: 'candidate' | 'baseline' | 'tie' }): Vote {
  const { choice = 'tie', ...rest } = change
  return {
    judge: 'j',
    index: 0,
    order: 'candidate-first',
    result: { kind: 'chosen', choice, reason: '' },
    usage: undefined,
    costPicoUsd: 10,
    cached: 'no',
    latencyMs: 1,
    ...rest,
  }
}

function pairWith(votes: readonly Vote[], change: Partial<Verdict> = {}) {
  const pair = buildJudgedPair({ id: 'p', preference: [0.5, 0.5, 'judge'] })
  const preference = { ...pair.verdicts.preference, votes, ...change } as Verdict
  return { ...pair, verdicts: { ...pair.verdicts, preference } }
}

it('is absent when no judge was asked', () => {
  expect(voteAccount([buildJudgedPair({ id: 'p', preference: [0.5, 1] })])).toBeUndefined()
})

it('counts votes, money paid and saved, and what was of no use', () => {
  const unusable = vote({ result: { kind: 'unusable', why: 'refusal', detail: '' }, costPicoUsd: 4 })
  const cached = vote({ cached: 'exact', costPicoUsd: 0, savedPicoUsd: 7 })
  expect(voteAccount([pairWith([vote({}), cached]), pairWith([unusable], { kind: 'failed' })])).toEqual({
    pairs: 2,
    unresolved: 0,
    unanswered: 1,
    votes: 3,
    cached: { exact: 1, semantic: 0 },
    semantic: null,
    unusable: { refusal: 1 },
    costPicoUsd: 14,
    savedPicoUsd: 7,
    firstPositionShare: null,
    effect: { byJudge: [{ judge: 'j', won: 0, tied: 1, lost: 0 }], pValue: null },
  })
})

it('one vote of unknown cost makes the sum unknown', () => {
  expect(voteAccount([pairWith([vote({}), vote({ costPicoUsd: undefined })])])?.costPicoUsd).toBeUndefined()
})

it('tells how often what was shown first was chosen, whichever side that was', () => {
  const votes = [
    vote({ choice: 'candidate' }),
    vote({ choice: 'baseline', order: 'baseline-first' }),
    vote({ choice: 'baseline' }),
    vote({ choice: 'tie' }),
    vote({ choice: 'candidate', order: 'baseline-first' }),
  ]
  expect(voteAccount([pairWith(votes)])?.firstPositionShare).toBe(0.5)
  expect(voteAccount([pairWith(votes.slice(0, 3))])?.firstPositionShare).toBeCloseTo(2 / 3)
})

it('counts ties that the votes did not agree on', () => {
  expect(voteAccount([pairWith([vote({})], { isUnresolved: true })])?.unresolved).toBe(1)
})

it('counts copied votes apart, and how often an audited one was wrong', () => {
  const near = { similarity: 0.98, source: 'a'.repeat(64) }
  const copied = vote({ cached: 'semantic', costPicoUsd: 0, savedPicoUsd: 7, near })
  const [right, wrong] = [true, false].map(isConfirmed => vote({ near: { ...near, isConfirmed } }))
  const account = voteAccount([
    pairWith([copied, copied]),
    pairWith([right ?? copied, wrong ?? copied, vote({})]),
  ])
  expect(account?.cached).toEqual({ exact: 0, semantic: 2 })
  expect(account?.semantic).toEqual({
    pairs: 1,
    audited: 2,
    disagreed: 1,
    falseHitRate: 0.5,
    upperBound: expect.closeTo(0.987, 3),
  })
})

it('copied votes that nobody audited may all be wrong', () => {
  const near = { similarity: 0.98, source: 'a'.repeat(64) }
  const account = voteAccount([pairWith([vote({ cached: 'semantic', near })])])
  expect(account?.semantic).toMatchObject({ audited: 0, falseHitRate: null, upperBound: 1 })
})
