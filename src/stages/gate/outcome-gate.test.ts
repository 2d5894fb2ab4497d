import { describe, expect, it } from 'vitest'
import type { JudgedPair } from '../../records/judged-pair.ts'
import { buildJudgedPair } from '../../testing/judged-pair-builder.ts'
import { decided } from './__fixtures__/pairs.ts'

function outcomes(won: number, lost: number, n: number): JudgedPair[] {
  return Array.from({ length: n }, (_, index) =>
    buildJudgedPair({
      id: `t${String(index).padStart(3, '0')}`,
      outcome: index < won ? [0, 1] : index < won + lost ? [1, 0] : [1, 1],
    }),
  )
}

describe('outcomeGate', () => {
  it.each([
    { won: 0, lost: 12, verdict: 'FAIL' },
    { won: 12, lost: 0, verdict: 'PASS' },
    { won: 6, lost: 6, verdict: 'INCONCLUSIVE' },
    { won: 0, lost: 4, verdict: 'INCONCLUSIVE' },
    { won: 0, lost: 0, verdict: 'INCONCLUSIVE' },
  ])('calls $won won and $lost lost of 40 $verdict', ({ won, lost, verdict }) => {
    const { gates, outcome } = decided(outcomes(won, lost, 40))
    expect(gates.outcome.verdict).toBe(verdict)
    expect(outcome).toBe(verdict)
    expect(gates.outcome.paired).toMatchObject({ won, lost, tied: 40 - won - lost })
    expect(gates.outcome.n).toBe(40)
    expect(gates.outcome.estimate).toBeCloseTo((won - lost) / 40, 12)
  })

  it('passes a drop that is real and smaller than the margin', () => {
    const { outcome } = decided(outcomes(0, 12, 1000)).gates
    expect(outcome.paired.pValueWorse).toBeLessThan(0.001)
    expect(outcome.verdict).toBe('PASS')
  })

  it('does not fail on losses that all come from one session', () => {
    const pairs = outcomes(0, 8, 40).map((pair, index) => ({
      ...pair,
      facts: { ...pair.facts, sessionId: index < 8 ? 'the same user' : `user ${index}` },
    }))
    expect(decided(pairs).gates.outcome.paired.pValueWorse).toBeLessThan(0.01)
    expect(decided(pairs).gates.outcome.verdict).toBe('INCONCLUSIVE')
  })

  it('publishes the two-sided p and decides on the one-sided one', () => {
    const { paired } = decided(outcomes(0, 12, 40)).gates.outcome
    expect(paired.pValue).toBeCloseTo(2 / 4096, 12)
    expect(paired.pValueWorse).toBeCloseTo(1 / 4096, 12)
    expect(decided(outcomes(6, 6, 40)).gates.outcome.paired.pValue).toBe(1)
  })

  it('lists the tasks that got better and worse, sorted', () => {
    const { improved, regressed } = decided(outcomes(2, 3, 40).reverse()).gates.outcome
    expect(improved).toEqual(['t000', 't001'])
    expect(regressed).toEqual(['t002', 't003', 't004'])
  })

  it('spends 5% when it decides alone and 2% beside the adversarial gate', () => {
    // 0 won, 5 lost: p = 0.031.
    const pairs = outcomes(0, 5, 40)
    expect(decided(pairs).gates.outcome.verdict).toBe('FAIL')
    const item = buildJudgedPair({ id: 'adversarial', isAdversarial: true, outcome: [0, 1] })
    expect(decided([...pairs, item]).gates.outcome.verdict).toBe('INCONCLUSIVE')
  })

  it('makes text judging descriptive when every pair has an outcome', () => {
    const pairs = outcomes(12, 0, 40).map(pair => ({
      ...pair,
      verdicts: {
        ...pair.verdicts,
        preference: buildJudgedPair({ id: 'x', preference: [0.5, 0] }).verdicts.preference,
      },
    }))
    const { global } = decided(pairs).gates
    expect(global).toMatchObject({ verdict: 'not-evaluated', estimate: null, interval: null })
    const preference = global.endpoints.find(({ endpoint }) => endpoint === 'preference')
    expect(preference).toMatchObject({ verdict: 'not-evaluated', estimate: -0.5, n: 40 })
    expect(global.smallestDetectableDifference).toBeGreaterThan(0.1)
  })

  it('is one gate among others when only some pairs have an outcome', () => {
    const text = Array.from({ length: 60 }, (_, index) =>
      buildJudgedPair({ id: `p${index}`, preference: [0.5, 0.5] }),
    )
    const { gates } = decided([...outcomes(0, 5, 40), ...text])
    expect(gates.outcome).toMatchObject({ verdict: 'INCONCLUSIVE', n: 40 })
    expect(gates.global.estimate).toBe(0)
  })

  it('weights outcomes by traffic when the sample does not', () => {
    const rare = outcomes(0, 10, 10).map((pair, index) => ({
      ...buildJudgedPair({ id: `rare${index}`, stratum: 'rare', inclusionProbability: 1 }),
      verdicts: pair.verdicts,
    }))
    const usual = Array.from({ length: 200 }, (_, index) =>
      buildJudgedPair({ id: `u${index}`, stratum: 'usual', inclusionProbability: 0.01, outcome: [1, 1] }),
    )
    const { outcome } = decided([...rare, ...usual]).gates
    expect(outcome.estimate).toBeCloseTo(-10 / 20_010, 12)
    // Significant in the sample, and 0.1% of the traffic: no drop of the margin.
    expect(outcome.paired.pValueWorse).toBeLessThan(0.001)
    expect(outcome.verdict).toBe('PASS')
  })

  it('does not clear a candidate whose outcomes are missing', () => {
    const missing = Array.from({ length: 8 }, (_, index) =>
      buildJudgedPair({ id: `m${index}`, outcome: 'missing' }),
    )
    const { outcome } = decided([...outcomes(12, 0, 40), ...missing]).gates
    expect(outcome.verdict).toBe('INCONCLUSIVE')
    expect(outcome.reason).toContain('17% of the traffic has no verdict')
  })

  it('counts a graded outcome as won by the higher value', () => {
    const graded = Array.from({ length: 30 }, (_, index) =>
      buildJudgedPair({ id: `t${index}`, outcome: index < 15 ? [0.9, 0.6] : [0.4, 0.4] }),
    )
    const { outcome } = decided(graded).gates
    expect(outcome.paired).toMatchObject({ won: 0, lost: 15, tied: 15 })
    expect(outcome.estimate).toBeCloseTo(-0.15, 12)
    expect(outcome.verdict).toBe('FAIL')
  })
})
