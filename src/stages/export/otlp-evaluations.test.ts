import { describe, expect, it } from 'vitest'
import type { ExportedPair, ExportedRun, ExportedVerdict } from './exported-run.ts'
import { otlpEvaluations } from './otlp-evaluations.ts'
import { verdictTable } from './verdict-table.ts'

const RUN: ExportedRun = {
  runId: 'run-1',
  finishedAtMs: Date.UTC(2026, 10, 23),
  outcome: 'FAIL',
  delta: -0.03,
  judge: 'openai/gpt',
  version: '0.1.0',
}
const HEX = '5B8EFFF798038103D269B633813FC60C'

describe('verdicts for other tools', () => {
  it('carry the trace id where it is one of OpenTelemetry, and the own id always', () => {
    const [, hex, plain, zero] = recordsOf([
      pair({ traceId: HEX }),
      pair({ traceId: 'req-7' }),
      pair({ traceId: '0'.repeat(32) }),
    ])
    expect(hex?.traceId).toBe(HEX.toLowerCase())
    expect(hex?.attributes['tidegate.trace_id']).toBe(HEX)
    expect([plain?.traceId, zero?.traceId]).toEqual([undefined, undefined])
    expect(plain?.attributes['tidegate.trace_id']).toBe('req-7')
  })

  it('have no score where there is none, and say nothing of endpoints that do not apply', () => {
    const found = recordsOf([
      pair({}, verdict({ kind: 'not-applicable', candidateScore: null, baselineScore: null })),
      pair(
        {},
        verdict({
          kind: 'abstained',
          candidateScore: null,
          baselineScore: null,
          reason: 'two votes of three',
        }),
      ),
      pair({}, verdict({ kind: 'failed', candidateScore: null, baselineScore: null, reason: 'refused' })),
      pair({}, verdict({ candidateScore: 0, baselineScore: 0.5 })),
    ]).map(({ attributes }) => [
      attributes['gen_ai.evaluation.name'],
      attributes['gen_ai.evaluation.score.label'],
      attributes['gen_ai.evaluation.score.value'],
      attributes['error.type'],
    ])
    expect(found).toEqual([
      ['tidegate.gate', 'FAIL', -0.03, undefined],
      ['tidegate.preference', 'abstained', undefined, undefined],
      ['tidegate.preference', 'failed', undefined, 'judge_failed'],
      ['tidegate.preference', 'loss', 0, undefined],
    ])
  })

  it('come in requests a collector takes, each record once', () => {
    const pairs = Array.from({ length: 1200 }, (_, index) => pair({ traceId: `t${index}` }))
    const requests = [...otlpEvaluations(RUN, pairs)]
    expect(requests.length).toBe(3)
    const ids = recordsOf(pairs).map(({ attributes }) => attributes['tidegate.trace_id'])
    expect(new Set(ids).size).toBe(1201)
  })

  it('are one row of a table each, with nulls for what is not known', () => {
    const rows = [...verdictTable(RUN, [pair({ origin: 'adversarial', weight: null, stratumId: null })])]
    expect(rows).toMatchObject([
      {
        origin: 'adversarial',
        weight: null,
        stratum_id: null,
        label: 'tie',
        finished_at: '2026-11-23T00:00:00.000Z',
      },
    ])
  })
})

function verdict(changes: Partial<ExportedVerdict>): ExportedVerdict {
  return {
    endpoint: 'preference',
    kind: 'scored',
    basis: 'judge',
    baselineScore: 0.5,
    candidateScore: 0.5,
    isUnresolved: false,
    reason: '',
    confidence: null,
    votes: [],
    ...changes,
  }
}

function pair(changes: Partial<ExportedPair>, ...verdicts: readonly ExportedVerdict[]): ExportedPair {
  return {
    traceId: 't',
    origin: 'traffic',
    stratumId: 's1',
    weight: 20,
    tier: 'single-step',
    verdicts: verdicts.length === 0 ? [verdict({})] : verdicts,
    ...changes,
  }
}

type Read = { readonly traceId?: string; readonly attributes: { readonly [key: string]: unknown } }

function recordsOf(pairs: readonly ExportedPair[]): readonly Read[] {
  type Requests = {
    resourceLogs: {
      scopeLogs: {
        logRecords: { traceId?: string; attributes: { key: string; value: { [kind: string]: unknown } }[] }[]
      }[]
    }[]
  }
  const requests = [...otlpEvaluations(RUN, pairs)] as unknown as Requests[]
  return requests
    .flatMap(({ resourceLogs }) => resourceLogs)
    .flatMap(({ scopeLogs }) => scopeLogs)
    .flatMap(({ logRecords }) => logRecords)
    .map(({ traceId, attributes }) => ({
      ...(traceId === undefined ? {} : { traceId }),
      attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]])),
    }))
}
