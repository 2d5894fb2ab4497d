import { describe, expect, it } from 'vitest'
import type { Evaluation } from '../records/evaluation.ts'
import type { JudgedPair } from '../records/judged-pair.ts'
import type { Replay } from '../records/replay.ts'
import type { Verdict } from '../records/verdict.ts'
import type { PairSummary, PairView, RunMap } from './contract.ts'
import { runPartsOf } from './run-parts.ts'

describe('runPartsOf', () => {
  it('shows each side without the request they share, with calls as they were written and every vote', () => {
    const { pairs } = runPartsOf(anEvaluation())
    const view = JSON.parse(pairs[0] ?? '') as PairView
    expect(view.requestMessages.map(({ text }) => text)).toEqual(['help me'])
    expect(view.baseline).toMatchObject({ kind: 'completed', messages: [{ text: 'done' }] })
    expect(view.candidate).toMatchObject({
      messages: [{ calls: [{ name: 'refund', arguments: '{"order":', isParsed: false }] }],
    })
    expect(view.verdicts.find(({ endpoint }) => endpoint === 'preference')).toMatchObject({
      kind: 'scored',
      candidateScore: 0,
      votes: [
        { choice: 'baseline', reason: 'better' },
        { choice: null, unusable: 'refusal' },
      ],
    })
    expect(view.weight).toBe(4)
  })

  it('tags a pair by what makes it worth reading and keeps adversarial ones apart from traffic of the same id', () => {
    const index = indexOf(anEvaluation())
    expect(index.map(({ origin, tags, verdict }) => [origin, verdict, tags])).toEqual([
      ['traffic', 'loss', ['different', 'lost', 'failures']],
      ['adversarial', 'unresolved', ['unresolved', 'flagged']],
    ])
  })

  it('keeps no text in the index beyond the first words of the request', () => {
    const [text = ''] = runPartsOf(anEvaluation('x'.repeat(5_000)))['pair-index']
    expect(text).not.toContain('done')
    expect(text.length).toBeLessThan(1_500)
  })

  it('finds the point of each sampled request on the map, and has no map where none was made', () => {
    const { map } = runPartsOf(anEvaluation())
    const parsed = JSON.parse(map[0] ?? '') as RunMap
    expect([parsed.x, parsed.y, parsed.count]).toEqual([
      [0.5, 1],
      [0.25, 0],
      [1, 2],
    ])
    expect([parsed.requests, parsed.laidOut]).toEqual([2, 1])
    expect(parsed.sampled).toEqual([{ point: 1, pair: 0, verdict: 'loss', isFailure: true }])
    expect(runPartsOf({ ...anEvaluation(), map: undefined }).map).toEqual([])
  })
})

function indexOf(evaluation: Evaluation): readonly PairSummary[] {
  return JSON.parse(runPartsOf(evaluation)['pair-index'][0] ?? '')
}

function anEvaluation(request = 'help me'): Evaluation {
  const trace = (text: string, calls: readonly object[] = []) => ({
    traceId: 't1',
    messages: [
      { role: 'user', text: request, calls: [] },
      { role: 'assistant', text, calls, finishReason: 'stop' },
    ],
    flags: {},
  })
  const call = { id: undefined, name: 'refund', arguments: { kind: 'unparsable', raw: '{"order":' } }
  const traffic = { kind: 'traffic', draw: { stratumId: 'c1', inclusionProbability: 0.25 } }
  const adversarial = { kind: 'adversarial', weight: 1 }
  const none = (endpoint: string) => ({ kind: 'not-applicable', endpoint, reason: '' }) as Verdict
  const facts = { tier: 'single-step', tools: [], flags: {}, isSupportFlagged: false }
  const vote = { judge: 'j', index: 0, order: 'candidate-first', cached: 'no', costPicoUsd: 1 }
  const lost = {
    kind: 'scored',
    endpoint: 'preference',
    basis: 'judge',
    baselineScore: 0.5,
    candidateScore: 0,
    reason: 'r',
    votes: [
      { ...vote, result: { kind: 'chosen', choice: 'baseline', reason: 'better' } },
      { ...vote, result: { kind: 'unusable', why: 'refusal', detail: '' } },
    ],
  }
  const pairs = [
    {
      traceId: 't1',
      origin: traffic,
      facts,
      baselineModes: [],
      candidateModes: ['truncated-tool-call'],
      verdicts: { structured: none('structured'), preference: lost, outcome: none('outcome') },
    },
    {
      traceId: 't1',
      origin: adversarial,
      facts: { ...facts, isSupportFlagged: true },
      baselineModes: ['loop'],
      candidateModes: ['loop'],
      verdicts: { structured: none('structured'), preference: none('preference'), outcome: none('outcome') },
    },
  ] as unknown as readonly JudgedPair[]
  const completed = (answer: object) => ({ kind: 'completed', trace: answer })
  const replays = [
    {
      request: trace('done'),
      origin: traffic,
      baseline: completed(trace('done')),
      candidate: completed(trace('', [call])),
    },
    {
      request: trace('done'),
      origin: adversarial,
      baseline: completed(trace('done')),
      candidate: completed(trace('done')),
    },
  ] as unknown as readonly Replay[]
  return {
    pairs,
    replays,
    strata: { strata: [{ id: 'c1', kind: 'cluster', label: 'refunds', share: 1 }] },
    map: {
      requests: 2,
      laidOut: 1,
      height: 0.25,
      positions: Float64Array.of(0.5, 0.25, 1, 0),
      strata: Int32Array.of(0, 0),
      traceIds: [['t9'], ['t1', 't2']],
    },
  } as unknown as Evaluation
}
