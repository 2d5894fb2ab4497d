import { expect, it } from 'vitest'
import type { Verdict } from '../../records/verdict.ts'
import { judgeEffect } from './judge-effect.ts'

function verdicts(judge: string, scores: readonly number[]): readonly Verdict[] {
  return scores.map(candidateScore => ({
    kind: 'scored',
    endpoint: 'preference',
    basis: 'judge',
    baselineScore: 0.5,
    candidateScore,
    reason: '',
    votes: [
      { result: { kind: 'unusable', why: 'unreachable', detail: '' }, judge: 'down' },
      { result: { kind: 'chosen', choice: 'tie', reason: '' }, judge },
    ].map(vote => ({
      index: 0,
      order: 'candidate-first',
      usage: undefined,
      costPicoUsd: 0,
      cached: 'no',
      latencyMs: 1,
      ...vote,
    })) as Verdict['votes'] & {},
  }))
}

const won = (count: number) => Array<number>(count).fill(1)
const lost = (count: number) => Array<number>(count).fill(0)

it('counts each pair for the judge whose votes decided it', () => {
  expect(judgeEffect(verdicts('a', [1, 0.5, 0, 0]))).toEqual({
    byJudge: [{ judge: 'a', won: 1, tied: 1, lost: 2 }],
    pValue: null,
  })
})

it('tells judges that agree from judges that do not', () => {
  const alike = [...verdicts('a', [...won(30), ...lost(30)]), ...verdicts('b', [...won(20), ...lost(20)])]
  const apart = [...verdicts('a', [...won(30), ...lost(30)]), ...verdicts('b', [...won(38), ...lost(2)])]
  expect(judgeEffect(alike).pValue).toBeGreaterThan(0.9)
  expect(judgeEffect(apart).pValue).toBeLessThan(0.001)
})
