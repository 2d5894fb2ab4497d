import { describe, expect, it } from 'vitest'
import { createRepeat, decided } from './__fixtures__/pairs.ts'

const repeat = createRepeat()

/** One of forty lost: -0.025, with hardly anything known. */
const unlucky = () => [...repeat(1, { structured: [1, 0] }), ...repeat(39, { structured: [1, 1] })]

describe('the point rule', () => {
  it('fails on an estimate that the bounds cannot tell from none, and both verdicts are kept', () => {
    const decision = decided(unlucky())
    expect(decision).toMatchObject({
      outcome: 'INCONCLUSIVE',
      rule: 'interval',
      byRule: { interval: 'INCONCLUSIVE', point: 'FAIL' },
    })
    expect(decision.reasons[0]).toContain('neither a drop of 0.02 nor its absence is shown')
    expect(decision.reasons.at(-1)).toMatch(/^The bare estimates, without their error, would say FAIL/)
  })

  it('gives the verdict when the policy asks for it, and says what the bounds say', () => {
    const { outcome, reasons, byRule, gates } = decided(unlucky(), { rule: 'point' })
    expect([outcome, byRule?.interval]).toEqual(['FAIL', 'INCONCLUSIVE'])
    expect(gates.global.verdict).toBe('INCONCLUSIVE')
    expect(reasons[0]).toMatch(/^The bare estimates decide, .*-0\.025.* The bounds say INCONCLUSIVE/)
  })

  it('is passed by a drop just above the margin, whatever a slice says', () => {
    const pairs = [
      ...repeat(15, { tier: 'multi-step', structured: [1, 0] }),
      ...repeat(85, { tier: 'multi-step', structured: [1, 1] }),
      ...repeat(900, { structured: [1, 1] }),
    ]
    expect(decided(pairs).byRule).toEqual({ interval: 'FAIL', point: 'PASS' })
  })

  it('compares the bare success rate with the adversarial floor', () => {
    const traffic = repeat(40, { structured: [1, 1] })
    const items = (passed: number) => [
      ...repeat(passed, { isAdversarial: true, outcome: [0, 1] }),
      ...repeat(20 - passed, { isAdversarial: true, outcome: [0, 0] }),
    ]
    expect(decided([...traffic, ...items(17)]).byRule?.point).toBe('PASS')
    expect(decided([...traffic, ...items(16)]).byRule?.point).toBe('FAIL')
  })

  it('lets recorded outcomes on every pair decide alone', () => {
    const pairs = repeat(40, { outcome: [1, 1], structured: [1, 0] })
    expect(decided(pairs).byRule?.point).toBe('PASS')
  })

  it('says nothing about nothing', () => {
    const { outcome, byRule } = decided([], { rule: 'point' })
    expect([outcome, byRule?.point]).toEqual(['INCONCLUSIVE', 'INCONCLUSIVE'])
  })

  it('has a margin: exactly on it is a FAIL, as in the article', () => {
    const pairs = [...repeat(2, { structured: [1, 0] }), ...repeat(98, { structured: [1, 1] })]
    expect(decided(pairs).byRule?.point).toBe('FAIL')
  })
})

describe('on_inconclusive', () => {
  it('leaves the outcome alone and says that nothing is held back', () => {
    const { outcome, reasons, onInconclusive } = decided(unlucky(), { onInconclusive: 'warn' })
    expect([outcome, onInconclusive]).toEqual(['INCONCLUSIVE', 'warn'])
    expect(reasons.at(-1)).toContain('exit code 0')
    expect(decided(unlucky()).reasons.join()).not.toContain('exit code 0')
  })

  it('says nothing of a warning where there is a verdict', () => {
    const failing = decided(repeat(100, { structured: [1, 0] }), { onInconclusive: 'warn' })
    expect(failing.outcome).toBe('FAIL')
    expect(failing.reasons.join()).not.toContain('exit code 0')
  })
})
