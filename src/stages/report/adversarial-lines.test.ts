import { expect, it } from 'vitest'
import type { AdversarialGate } from '../../records/decision.ts'
import type { AdversarialGrowth, Evaluation } from '../../records/evaluation.ts'
import { adversarialLines } from './adversarial-lines.ts'

const GATE: AdversarialGate = {
  verdict: 'PASS',
  estimate: 1,
  interval: [0.97, 1],
  n: 100,
  reason: '',
  floor: 0.85,
  passed: 100,
  unresolved: 0,
  production: null,
  composite: null,
  paired: null,
  compositeParts: null,
}

function linesOf(gate: AdversarialGate, adversarialGrowth?: AdversarialGrowth): readonly string[] {
  const decision = { gates: { adversarial: gate } }
  return adversarialLines({ decision, manifest: {}, adversarialGrowth } as unknown as Evaluation)
}

it('says n/a with the reason, never a number, while only recorded failures are known', () => {
  const [production, composite] = linesOf(GATE)
  expect(production).toMatch(
    /^production today: n\/a: only its recorded failures are known; .*baseline_model/,
  )
  expect(composite).toMatch(/^composite of the article: n\/a: it takes production's answers of today/)
})

it('is silent about a set that nobody keeps and nothing joined', () => {
  const empty: AdversarialGate = { ...GATE, verdict: 'not-evaluated', n: 0, estimate: null, interval: null }
  expect(linesOf(empty)).toEqual([])
  expect(linesOf(empty, { kind: 'grown', added: 0, present: 3, erased: 0 })).toEqual([])
})

it('says what joined the set, and what a set refused', () => {
  const grown = linesOf(GATE, { kind: 'grown', added: 1, present: 3, erased: 0 })
  expect(grown).toContain('1 support-flagged trace joined the set for the next run')
  expect(linesOf(GATE, { kind: 'refused', flagged: 2 }).at(-1)).toBe(
    '2 support-flagged traces could not be added: the set refused them',
  )
})
