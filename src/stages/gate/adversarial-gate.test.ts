import { describe, expect, it } from 'vitest'
import type { GateVerdict } from '../../records/decision.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import { buildJudgedPair, type JudgedPairSpec } from '../../testing/judged-pair-builder.ts'
import type { TrafficDifference } from './adversarial-comparison.ts'
import { adversarialGate as gateOf } from './adversarial-gate.ts'
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

function adversarialGate(pairs: readonly JudgedPair[], floor: number, traffic?: TrafficDifference) {
  return gateOf(pairs, { floor, alpha: 0.01, traffic })
}

function verdict(passed: number, n: number): GateVerdict {
  return adversarialGate(items(passed, n - passed), 0.85).verdict
}

const TRAFFIC: TrafficDifference = { endpoint: 'preference', n: 2000, estimate: -0.01, standardError: 0.006 }

/** Items by who gets them right today. */
function asked(
  counts: { readonly [side in 'both' | 'candidate' | 'production' | 'none']?: number },
  weight = 3,
): JudgedPair[] {
  const of = (count: number | undefined, candidate: number, production: number) =>
    Array.from({ length: count ?? 0 }, () =>
      item({ weight, outcome: [0, candidate], production: { outcome: [0, production] } }),
    )
  return [
    ...of(counts.both, 1, 1),
    ...of(counts.candidate, 1, 0),
    ...of(counts.production, 0, 1),
    ...of(counts.none, 0, 0),
  ]
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
    expect(adversarialGate(items(90, 10), 0.85, TRAFFIC)).toMatchObject({
      production: null,
      paired: null,
      composite: null,
      compositeParts: null,
    })
  })

  it('knows production by its answers of today, and the candidate beside it', () => {
    const gate = adversarialGate(asked({ both: 280, candidate: 6, production: 2, none: 12 }), 0.85)
    expect(gate).toMatchObject({ verdict: 'PASS', n: 300, passed: 286, production: 282 / 300 })
    expect(gate.paired).toMatchObject({ n: 300, won: 6, lost: 2, estimate: 4 / 300 })
    expect(gate.paired?.pValueWorse).toBeCloseTo(0.9648, 4)
  })

  it('fails by losses against production although the floor is reached, from the exact p of 0.01 on', () => {
    // P(Bin(7, 1/2) >= 7) = 0.0078, P(Bin(6, 1/2) >= 6) = 0.0156.
    const gate = adversarialGate(asked({ both: 290, production: 7 }), 0.85)
    expect(gate).toMatchObject({ verdict: 'FAIL', passed: 290, n: 297 })
    expect(gate.reason).toMatch(/^Adversarial set: of 297 items the candidate fails 7 that production gets/)
    expect(adversarialGate(asked({ both: 290, production: 6 }), 0.85).verdict).toBe('PASS')
  })

  it('leaves what is open on either side out of the paired test, and none of it out of the floor', () => {
    const open = item({ outcome: [0, 1], production: { preference: 'missing' } })
    const gate = adversarialGate([...asked({ both: 10 }), ...Array.from({ length: 90 }, () => open)], 0.85)
    expect(gate).toMatchObject({ verdict: 'PASS', n: 100, paired: { n: 10 }, production: 1 })
  })

  it('mixes the composite by explicit shares: 200 items of weight 3 beside 1,800 pairs are a quarter', () => {
    const pairs = asked({ both: 180, production: 20 })
    const gate = adversarialGate(pairs, 0.85, { ...TRAFFIC, n: 1800 })
    expect(gate.compositeParts).toMatchObject({ share: 0.25, traffic: -0.01, adversarial: -0.1 })
    expect(gate.composite).toBeCloseTo(0.75 * -0.01 + 0.25 * -0.1, 12)
    // V = .75^2 * .006^2 + .25^2 * V_a, V_a = (20 * .9^2 + 180 * .1^2 + 1) / 200^2 * 200 / 199.
    const variance = 0.75 ** 2 * 0.006 ** 2 + 0.25 ** 2 * ((16.2 + 1.8 + 1) / 200 ** 2) * (200 / 199)
    const [low] = gate.compositeParts?.interval ?? []
    expect(low).toBeCloseTo(-0.0325 - 1.6448536 * Math.sqrt(variance), 6)
  })

  it('takes the weights of the items, which move the composite and no verdict', () => {
    const light = [...asked({ both: 180 }), ...asked({ production: 3 })]
    const heavy = [...asked({ both: 180 }), ...asked({ production: 3 }, 30)]
    const [one, other] = [light, heavy].map(pairs => adversarialGate(pairs, 0.85, TRAFFIC))
    expect(other?.compositeParts?.adversarial).toBeCloseTo(-90 / (540 + 90), 12)
    expect(one?.compositeParts?.adversarial).toBeCloseTo(-3 / 183, 12)
    expect({ ...other, composite: null, compositeParts: null }).toEqual({
      ...one,
      composite: null,
      compositeParts: null,
    })
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

  it('calls an answer that is judged no better than the failing one a failure that persists', () => {
    expect(adversarialResult(item({ preference: [0.5, 0.5, 'judge'] }))).toBe('failed')
    expect(adversarialResult(item({ preference: [0.5, 0, 'judge'] }))).toBe('failed')
    expect(adversarialResult(item({ structured: [1, 1, 'judge'] }))).toBe('failed')
    // Even where the old mode is gone: the judge saw both.
    const mended = item({ baselineModes: ['refusal'], preference: [0.5, 0.5, 'judge'] })
    expect(adversarialResult(mended)).toBe('failed')
  })

  it('passes an answer that is judged better than the failing one', () => {
    expect(adversarialResult(item({ preference: [0.5, 1, 'judge'] }))).toBe('passed')
    expect(adversarialResult(item({ structured: [0, 1, 'judge'] }))).toBe('passed')
  })

  it('leaves open what no two votes agree on', () => {
    const pair = item({ preference: [0.5, 0.5, 'judge'] })
    const { preference } = pair.verdicts
    const open = { ...pair.verdicts, preference: { ...preference, isUnresolved: true } as typeof preference }
    expect(adversarialResult({ ...pair, verdicts: open })).toBe('unresolved')
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
