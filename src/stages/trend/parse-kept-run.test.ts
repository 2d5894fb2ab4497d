import { describe, expect, it } from 'vitest'
import { parseKeptRun } from './parse-kept-run.ts'

const GATE = { verdict: 'not-evaluated', estimate: null, interval: null, n: 0, reason: '' }
const GLOBAL = {
  verdict: 'INCONCLUSIVE',
  estimate: -0.01,
  interval: [-0.03, 0.01],
  n: 90,
  reason: '',
  endpoints: [
    { endpoint: 'structured', estimate: 0.5, n: 90, standardError: 9 },
    { endpoint: 'preference', estimate: -0.01, n: 90, standardError: 0.012 },
  ],
}
const RESULT = {
  kind: 'tidegate-result',
  schemaVersion: 1,
  runId: 'run-1',
  outcome: 'INCONCLUSIVE',
  gates: { global: GLOBAL, outcome: GATE },
  sample: { population: 500, size: 100, seed: '1' },
  cost: { picoUsd: null },
  manifest: {
    configHash: 'hash',
    embeddingModel: 'space',
    judge: 'judge',
    judges: [{ asks: 'texts', model: 'm', rubric: 'r 1', rubricHash: 'abc' }],
    window: null,
  },
}

describe('parseKeptRun', () => {
  it('reads what an earlier version kept, and what it did not is null', () => {
    expect(parseKeptRun(JSON.stringify(RESULT), 5)).toMatchObject({
      runId: 'run-1',
      finishedAtMs: 5,
      delta: { gate: 'global', estimate: -0.01, standardError: 0.012 },
      judgedBy: 'judge; m r 1 abc',
      coverage: null,
      baseline: null,
      alphaPlan: null,
      sample: { digest: null },
    })
  })

  it('takes the outcome gate where it alone was evaluated, and no difference where nothing was', () => {
    const outcome = { ...GATE, verdict: 'PASS', estimate: 0.1, interval: [0, 0.2], n: 40 }
    const global = { ...GLOBAL, verdict: 'not-evaluated', estimate: null, interval: null, n: 0 }
    const parse = (gates: unknown) => parseKeptRun(JSON.stringify({ ...RESULT, gates }), undefined)?.delta
    expect(parse({ global, outcome })).toEqual({
      gate: 'outcome',
      estimate: 0.1,
      interval: [0, 0.2],
      standardError: null,
    })
    expect(parse({ global, outcome: GATE })).toBeNull()
  })

  it.each([
    ['no JSON', '{"kind":'],
    ['another document', '{"kind":"tidegate-strata"}'],
    ['a later version', JSON.stringify({ ...RESULT, schemaVersion: 2 })],
    ['a result without its gates', JSON.stringify({ ...RESULT, gates: {} })],
  ])('gives nothing for %s', (_, text) => {
    expect(parseKeptRun(text, 0)).toBeUndefined()
  })
})
