import { describe, expect, it } from 'vitest'
import { normalQuantile } from '../../numeric/normal.ts'
import { createRng, type Rng } from '../../numeric/random.ts'
import type { Look } from '../../records/decision.ts'
import { DEFAULT_GATE_POLICY } from './gate-policy.ts'
import { sequentialPlan } from './sequential-plan.ts'

describe('sequentialPlan', () => {
  it('looks ten times, evenly, at the levels of the published bounds', () => {
    const policy = { ...DEFAULT_GATE_POLICY, alpha: { ...DEFAULT_GATE_POLICY.alpha, global: 0.05 } }
    const { looks } = sequentialPlan(2000, policy)
    expect(looks.map(({ asked }) => asked)).toEqual([200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800, 2000])
    expect(looks.at(4)).toMatchObject({ look: 5, looks: 10, informationFraction: 0.5 })
    // z of 1.7949 (O'Brien-Fleming) and 1.9219 (Hwang-Shih-DeCani, gamma -1) at the last look, 2.7412 at the first.
    expect(looks.at(-1)?.passAlpha).toBeCloseTo(0.0363, 4)
    expect(looks.at(-1)?.failAlphas[0]).toBeCloseTo(0.0273, 4)
    expect(looks[0]?.failAlphas[0]).toBeCloseTo(0.00306, 5)
    expect(looks[0]?.passAlpha).toBeLessThan(1e-9)
  })

  it('is the fixed test where too few questions are left for a second look', () => {
    for (const questions of [1, 99, 109]) {
      const { looks } = sequentialPlan(questions, DEFAULT_GATE_POLICY)
      expect(looks).toHaveLength(1)
      expect(looks[0]).toMatchObject({ asked: questions, informationFraction: 1 })
      expect(looks[0]?.passAlpha).toBeCloseTo(0.05, 12)
      expect(looks[0]?.failAlphas.map(alpha => alpha.toFixed(6))).toEqual(['0.020000', '0.010000'])
    }
  })

  it('waits for a hundred answers before the first look and spends nothing until then', () => {
    const { looks } = sequentialPlan(500, DEFAULT_GATE_POLICY)
    expect(looks.map(({ asked }) => asked)).toEqual([100, 150, 200, 250, 300, 350, 400, 450, 500])
    const early = sequentialPlan(5000, DEFAULT_GATE_POLICY).looks[0]
    expect(looks[0]?.failAlphas[0]).toBeGreaterThan(early?.failAlphas[0] ?? 1)
  })

  it('has no look without a question and asks everything at once when told to', () => {
    expect(sequentialPlan(0, DEFAULT_GATE_POLICY).looks).toEqual([])
    expect(sequentialPlan(2000, DEFAULT_GATE_POLICY, 1).looks.map(({ asked }) => asked)).toEqual([2000])
  })
})

describe('the expected number of questions', () => {
  // Statistics note 3.1: sigma .35, 2,000 pairs, alpha .05 on each side, 3,000 simulated runs.
  it.each([
    { delta: -0.06, published: 369, pass: 0, fail: 1 },
    { delta: -0.04, published: 630, pass: 0, fail: 0.998 },
    { delta: -0.02, published: 1356, pass: 0.05, fail: 0.66 },
    { delta: 0, published: 1440, pass: 0.81, fail: 0.03 },
    { delta: 0.02, published: 863, pass: 1, fail: 0 },
  ])('is within 5% of $published at a difference of $delta', ({ delta, published, pass, fail }) => {
    const policy = { ...DEFAULT_GATE_POLICY, alpha: { ...DEFAULT_GATE_POLICY.alpha, global: 0.05 } }
    const { looks } = sequentialPlan(2000, policy)
    const rng = createRng(`published ${delta}`)
    const runs = 4000
    const ended = Array.from({ length: runs }, () => normalRun(looks, delta, 0.35, rng))
    const share = (verdict: string) => ended.filter(run => run.verdict === verdict).length / runs
    const mean = ended.reduce((total, run) => total + run.asked, 0) / runs
    expect(Math.abs(mean / published - 1)).toBeLessThan(0.05)
    expect(Math.abs(share('PASS') - pass)).toBeLessThan(0.03)
    expect(Math.abs(share('FAIL') - fail)).toBeLessThan(0.03)
  })
})

/** One run of independent normal differences of known spread, under the rule of the gate. */
function normalRun(looks: readonly Look[], delta: number, deviation: number, rng: Rng) {
  let total = 0
  let before = 0
  for (const { asked, passAlpha, failAlphas } of looks) {
    const added = asked - before
    const score = normalQuantile((rng.nextUint32() + 0.5) / 2 ** 32)
    total += added * delta + Math.sqrt(added) * deviation * score
    before = asked
    const estimate = total / asked
    const error = deviation / Math.sqrt(asked)
    if (estimate + normalQuantile(passAlpha) * error > -0.02) return { asked, verdict: 'PASS' }
    const upper = estimate - normalQuantile(failAlphas[0] ?? Number.NaN) * error
    if (estimate <= -0.02 && upper < 0) return { asked, verdict: 'FAIL' }
  }
  return { asked: before, verdict: 'INCONCLUSIVE' }
}
