import { describe, expect, it } from 'vitest'
import { BudgetError } from '../../errors/budget-error.ts'
import { ConfigError } from '../../errors/config-error.ts'
import { ModelDriftError } from '../../errors/model-drift-error.ts'
import { StoreError } from '../../errors/store-error.ts'
import type { AlertUpdate } from '../../records/alert.ts'
import type { Gate, GateVerdict } from '../../records/decision.ts'
import type { Evaluation } from '../../records/evaluation.ts'
import { alertsOf } from './alerts-of.ts'
import { alertsOfFailure } from './alerts-of-failure.ts'

const SUBJECT = { pipeline: 'shop', atMs: 5 }
const GATES = ['global', 'outcome', 'adversarial', 'slices', 'modes'] as const

type Part = {
  readonly verdicts?: Partial<Record<(typeof GATES)[number], GateVerdict>>
  readonly outcome?: 'PASS' | 'FAIL' | 'INCONCLUSIVE'
  readonly onInconclusive?: 'block' | 'warn'
  readonly rest?: object
}

/** As much of an evaluation as alerts look at. */
function evaluationWith({
  verdicts = {},
  outcome = 'PASS',
  onInconclusive = 'block',
  rest = {},
}: Part): Evaluation {
  const gate = (verdict: GateVerdict): Gate => ({
    verdict,
    estimate: null,
    interval: null,
    n: 0,
    reason: `it is ${verdict}`,
  })
  return {
    runId: 'run-1',
    manifest: {},
    decision: {
      outcome,
      onInconclusive,
      reasons: ['because'],
      gates: Object.fromEntries(GATES.map(name => [name, gate(verdicts[name] ?? 'not-evaluated')])),
    },
    ...rest,
  } as unknown as Evaluation
}

function raisedKeys(updates: readonly AlertUpdate[]): readonly string[] {
  return updates.flatMap(update =>
    update.kind === 'raised' ? [`${update.alert.key} ${update.alert.severity}`] : [],
  )
}

function clearedKeys(updates: readonly AlertUpdate[]): readonly string[] {
  return updates.flatMap(update => (update.kind === 'cleared' ? [update.key] : []))
}

describe('a finished run', () => {
  it('raises the gates that fail, clears those that pass and leaves the others as they are', () => {
    const updates = alertsOf(
      evaluationWith({
        outcome: 'FAIL',
        verdicts: { modes: 'FAIL', global: 'PASS', slices: 'INCONCLUSIVE' },
      }),
      SUBJECT,
    )
    expect(raisedKeys(updates)).toEqual(['shop/gate/modes critical'])
    const gates = clearedKeys(updates).filter(key => key.startsWith('shop/gate/'))
    expect(gates).toEqual(['shop/gate/global'])
  })

  it('says so when only the point rule holds it back', () => {
    expect(
      raisedKeys(alertsOf(evaluationWith({ outcome: 'FAIL', verdicts: { global: 'PASS' } }), SUBJECT)),
    ).toEqual(['shop/verdict critical'])
  })

  it.each([
    ['block', 'error'],
    ['warn', 'info'],
  ] as const)('that decides nothing under the policy %s is an %s', (onInconclusive, severity) => {
    const updates = alertsOf(evaluationWith({ outcome: 'INCONCLUSIVE', onInconclusive }), SUBJECT)
    expect(raisedKeys(updates)).toEqual([`shop/inconclusive ${severity}`])
  })

  it('clears what an earlier run could not decide', () => {
    expect(clearedKeys(alertsOf(evaluationWith({}), SUBJECT))).toContain('shop/inconclusive')
  })

  it.each([
    ['page', ['shop/drift warning']],
    ['report', ['shop/drift info']],
    ['none', []],
  ])('with drift at the level %s raises %j', (level, expected) => {
    const updates = alertsOf(evaluationWith({ rest: { drift: { level, reasons: [] } } }), SUBJECT)
    expect(raisedKeys(updates)).toEqual(expected)
    expect(clearedKeys(updates).includes('shop/drift')).toBe(level === 'none')
  })

  it('without an earlier week says nothing of drift', () => {
    expect(clearedKeys(alertsOf(evaluationWith({}), SUBJECT))).not.toContain('shop/drift')
  })

  it('tells of overdue labels and of a judge that people contradict', () => {
    const audit = {
      overdue: { labelled: 3, wanted: 50 },
      skew: { mean: -0.2, interval: [-0.3, -0.1], labels: 60, alarm: 'blocks' },
    }
    expect(raisedKeys(alertsOf(evaluationWith({ rest: { audit } }), SUBJECT))).toEqual([
      'shop/judge error',
      'shop/audit info',
    ])
  })
})

describe('a run that was stopped', () => {
  const failure = (error: unknown) => raisedKeys(alertsOfFailure(error, SUBJECT, '/sets/adversarial.jsonl'))

  it('raises what stopped it, under a key of its own', () => {
    const drift = new ModelDriftError({ provider: 'openai', before: 'a', after: 'b' })
    const tampered = new StoreError('line 3', { location: '/sets/adversarial.jsonl' })
    const disk = new StoreError('disk', { location: '/elsewhere' })
    const spent = new BudgetError('cap', {
      reason: 'cap',
      capPicoUsd: 1,
      bookedPicoUsd: 1,
      neededPicoUsd: 1,
    })
    expect([drift, tampered, disk, spent].map(failure)).toEqual([
      ['shop/judge-model error'],
      ['shop/ledger critical'],
      ['shop/run error'],
      ['shop/budget error'],
    ])
  })

  it('by a wrong config raises nothing', () => {
    expect(failure(new ConfigError('x', { path: 'y' }))).toEqual([])
  })
})
