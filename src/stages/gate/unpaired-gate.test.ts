import { describe, expect, it } from 'vitest'
import { unpairedGate } from './unpaired-gate.ts'

describe('unpairedGate', () => {
  it('fails a drop that reaches the margin and is not chance', () => {
    const gate = unpairedGate({ passed: 950, n: 1000 }, { passed: 880, n: 1000 }, 0.02)
    expect(gate.verdict).toBe('FAIL')
    expect(gate.estimate).toBeCloseTo(-0.07, 12)
  })

  it('passes only what rules the margin out, which takes far more answers than pairs', () => {
    expect(unpairedGate({ passed: 950, n: 1000 }, { passed: 950, n: 1000 }, 0.02).verdict).toBe('PASS')
    expect(unpairedGate({ passed: 475, n: 500 }, { passed: 475, n: 500 }, 0.02).verdict).toBe('INCONCLUSIVE')
  })

  it('has bounds of two independent shares', () => {
    const { interval } = unpairedGate({ passed: 80, n: 100 }, { passed: 70, n: 100 }, 0.02)
    // 1.6448536 x sqrt(81/102 x 21/102 / 102 + 71/102 x 31/102 / 102), worked out apart.
    expect(interval?.[0]).toBeCloseTo(-0.1 - 0.0997403, 6)
    expect(interval?.[1]).toBeCloseTo(-0.1 + 0.0997403, 6)
  })

  it('does not claim to be certain of two perfect samples', () => {
    const { interval, verdict } = unpairedGate({ passed: 20, n: 20 }, { passed: 20, n: 20 }, 0.02)
    expect(interval?.[0]).toBeLessThan(-0.02)
    expect(verdict).toBe('INCONCLUSIVE')
  })

  it('is not evaluated before a release: one period is no comparison', () => {
    const gate = unpairedGate({ passed: 90, n: 100 }, { passed: 0, n: 0 }, 0.02)
    expect(gate).toMatchObject({ verdict: 'not-evaluated', estimate: null, interval: null })
  })
})
