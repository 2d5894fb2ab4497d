import { describe, expect, it } from 'vitest'
import type { GateVerdict } from '../../records/decision.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import { buildJudgedPair, type JudgedPairSpec } from '../../testing/judged-pair-builder.ts'
import { adversarialGate } from './adversarial-gate.ts'
import { adversarialResult } from './adversarial-result.ts'

function item(spec: Omit<JudgedPairSpec, 'id'>): JudgedPair {
  return buildJudgedPair({ id: 'a', isAdversarial: true, ...spec })
}

function items(passed: number, failed: number, unresolved = 0): JudgedPair[] {
  return [
    ...Array.from({ length: passed }, () => item({ outcome: [0, 1] })),
    ...Array.from({ length: failed }, () => item({ outcome: [0, 0] })),
    ...Array.from({ length: unresolved }, () => item({ preference: 'missing' })),
  ]
}

function verdict(passed: number, n: number): GateVerdict {
  return adversarialGate(items(passed, n - passed), 0.85).verdict
}

describe('adversarialGate', () => {
  it.each([
    { n: 50, pass: 47, fail: 38 },
    { n: 100, pass: 91, fail: 79 },
    { n: 150, pass: 135, fail: 120 },
    { n: 200, pass: 179, fail: 161 },
    { n: 300, pass: 266, fail: 244 },
    { n: 400, pass: 352, fail: 328 },
    { n: 600, pass: 525, fail: 495 },
  ])('passes from $pass and fails up to $fail of $n (golden)', ({ n, pass, fail }) => {
    expect([verdict(pass, n), verdict(pass - 1, n)]).toEqual(['PASS', 'INCONCLUSIVE'])
    expect([verdict(fail, n), verdict(fail + 1, n)]).toEqual(['FAIL', 'INCONCLUSIVE'])
  })

  it('counts unresolved items and never as passes', () => {
    const gate = adversarialGate(items(95, 0, 5), 0.85)
    expect(gate).toMatchObject({ verdict: 'PASS', n: 95, passed: 95, unresolved: 5, estimate: 1 })
  })

  it('clears nothing above 10% unresolved', () => {
    expect(adversarialGate(items(95, 0, 12), 0.85).verdict).toBe('INCONCLUSIVE')
  })

  it('keeps a FAIL that all unresolved items together could not undo', () => {
    expect(adversarialGate(items(20, 80, 15), 0.85).verdict).toBe('FAIL')
    expect(adversarialGate(items(79, 21, 15), 0.85).verdict).toBe('INCONCLUSIVE')
  })

  it('has no number for items nobody could resolve, and no verdict without items', () => {
    const open = adversarialGate(items(0, 0, 3), 0.85)
    expect(open).toMatchObject({ verdict: 'INCONCLUSIVE', estimate: null, interval: null, n: 0 })
    expect(adversarialGate([buildJudgedPair({ id: 't', outcome: [1, 0] })], 0.85)).toMatchObject({
      verdict: 'not-evaluated',
      estimate: null,
      n: 0,
    })
  })

  it('knows nothing of production from failures that were chosen for being failures', () => {
    expect(adversarialGate(items(90, 10), 0.85)).toMatchObject({ production: null, composite: null })
  })
})

describe('adversarialResult', () => {
  it('lets a recorded outcome decide over everything else', () => {
    expect(adversarialResult(item({ outcome: [0, 0.5], candidateModes: ['loop'] }))).toBe('passed')
    expect(adversarialResult(item({ outcome: [0, 0.4], baselineModes: ['loop'] }))).toBe('failed')
  })

  it('fails an answer with a failure mode of its own, even in place of another one', () => {
    expect(adversarialResult(item({ baselineModes: ['loop'], candidateModes: ['refusal'] }))).toBe('failed')
  })

  it('passes an answer that no longer shows the failure mode', () => {
    const changed = item({ baselineModes: ['truncated-tool-call'], structured: [0, 1] })
    expect(adversarialResult(changed)).toBe('passed')
  })

  it('calls a tie with the failing answer a failure that persists', () => {
    const same = item({ structured: [1, 1, 'equality'], preference: [0.5, 0.5, 'equality'] })
    expect(adversarialResult(same)).toBe('failed')
  })

  it('leaves open what differs in a way that no rule decides', () => {
    expect(adversarialResult(item({ structured: [1, 1, 'equality'], preference: 'missing' }))).toBe(
      'unresolved',
    )
    expect(adversarialResult(item({}))).toBe('unresolved')
  })

  it('does not hold a difference from a failing answer against the candidate', () => {
    const differs = item({ baselineModes: ['loop'], candidateModes: ['wrong-tool'], structured: 'missing' })
    expect(adversarialResult(differs)).toBe('passed')
  })

  it('takes a known right answer as the measure, wrong tools included', () => {
    expect(adversarialResult(item({ structured: [0, 1, 'expected'] }))).toBe('passed')
    expect(adversarialResult(item({ structured: [0, 0, 'expected'] }))).toBe('failed')
    const wrong = item({ structured: [0, 0, 'expected'], candidateModes: ['wrong-tool'] })
    expect(adversarialResult(wrong)).toBe('failed')
  })
})
