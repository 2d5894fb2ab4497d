import { expect, it } from 'vitest'
import type { Evaluation } from '../../records/evaluation.ts'
import type { RunId } from '../../records/ids.ts'
import { buildJudgedPair, buildSample } from '../../testing/judged-pair-builder.ts'
import { auditQueueOf } from './audit-queue-of.ts'

it('gives people the request once, both answers with their calls, and why there is none', () => {
  const pair = buildJudgedPair({ id: 'a', inclusionProbability: 0.25, structured: [1, 0] })
  const messages = [
    { role: 'user', text: 'Cancel it', calls: [] },
    {
      role: 'assistant',
      text: '',
      calls: [{ id: 'c', name: 'cancel', arguments: { kind: 'unparsable', raw: '{"id":' } }],
      finishReason: 'length',
    },
  ]
  const request = { traceId: 'a', messages }
  const evaluation = {
    runId: 'r' as RunId,
    manifest: { seed: '1', judge: 'judge-1' },
    sample: buildSample([pair]),
    pairs: [pair],
    replays: [
      {
        request,
        origin: pair.origin,
        baseline: { kind: 'completed', trace: request },
        candidate: { kind: 'failed', reason: 'timeout' },
      },
    ],
  } as unknown as Evaluation
  const queue = auditQueueOf(evaluation, { size: 50, nowMs: 5 })
  expect(queue).toMatchObject({
    runId: 'r',
    drawnAtMs: 5,
    judge: 'judge-1',
    populationSize: 4,
    frame: { weights: [4], flagged: [true], preferences: [null] },
  })
  expect(queue.items[0]?.texts).toEqual({
    request: 'user: Cancel it',
    baseline: 'assistant calls cancel: {"id":',
    candidate: '(no answer: timeout)',
  })
})

it('names the judge by its rubric too: another question is another series', () => {
  const nameOf = (rubricHash: string): string => {
    const judges = [{ provider: 'p', model: 'm', rubric: 'pairwise@1', rubricHash }]
    const evaluation = {
      runId: 'r',
      manifest: { seed: '1', judge: 'p/m', judges },
      sample: buildSample([]),
      pairs: [],
      replays: [],
    } as unknown as Evaluation
    return auditQueueOf(evaluation, { size: 1, nowMs: 5 }).judge
  }
  expect(nameOf('0011223344')).toBe('p/m pairwise@1 00112233')
  expect(nameOf('aa11223344')).not.toBe(nameOf('0011223344'))
})
