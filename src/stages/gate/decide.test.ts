import { describe, expect, it } from 'vitest'
import { createRepeat, decided } from './__fixtures__/pairs.ts'

const repeat = createRepeat()

describe('decide', () => {
  it('is inconclusive about nothing, with no number that could be misread', () => {
    const { outcome, gates, reasons } = decided([])
    expect(outcome).toBe('INCONCLUSIVE')
    for (const gate of Object.values(gates)) {
      expect(gate).toMatchObject({ verdict: 'not-evaluated', estimate: null, interval: null, n: 0 })
    }
    expect(reasons[0]).toContain('Nothing says whether answers got better or worse')
  })

  it('does not pass on failure modes alone', () => {
    const { outcome, gates } = decided(repeat(100, {}))
    expect(gates.modes.verdict).toBe('PASS')
    expect(outcome).toBe('INCONCLUSIVE')
  })

  it('passes many ties', () => {
    const { outcome, gates } = decided(repeat(400, { structured: [1, 1], preference: [0.5, 0.5] }))
    expect(outcome).toBe('PASS')
    expect(gates.global.endpoints.map(({ verdict }) => verdict)).toEqual(['PASS', 'PASS'])
    expect(gates.global.pairsToResolve).toBeNull()
  })

  it('gives the golden half-net preference no verdict and says what would resolve it', () => {
    const { global } = decided([
      ...repeat(400, { preference: [0.5, 1] }),
      ...repeat(1140, { preference: [0.5, 0.5] }),
      ...repeat(460, { preference: [0.5, 0] }),
    ]).gates
    expect(global.verdict).toBe('INCONCLUSIVE')
    // 2.4865 standard errors; (2.4865 * 0.3276 / 0.02) ** 2 pairs are fewer than the 2,000 judged, so the
    // difference from the margin, 0.005, is what has to be told apart.
    expect(global.smallestDetectableDifference).toBeCloseTo(2.4865 * 0.00732559, 4)
    expect(global.pairsToResolve).toBeGreaterThan(26_000)
    expect(global.pairsToResolve).toBeLessThan(27_000)
    expect(global.reason).toContain('would resolve it')
  })

  it('says how many pairs would resolve recorded outcomes, and nothing of the kind once they are resolved', () => {
    const open = decided([...repeat(4, { outcome: [1, 0] }), ...repeat(36, { outcome: [1, 1] })]).gates
    expect(open.outcome.verdict).toBe('INCONCLUSIVE')
    expect(open.global.pairsToResolve).toBeGreaterThan(1000)
    expect(open.outcome.reason).toContain(`about ${open.global.pairsToResolve?.toLocaleString('en')} pairs`)
    const lost = decided(repeat(40, { outcome: [1, 0] })).gates
    expect(lost.outcome.verdict).toBe('FAIL')
    expect(lost.global.pairsToResolve).toBeNull()
  })

  it('needs every endpoint to pass and takes one to fail', () => {
    const ties = repeat(500, { structured: [1, 1] })
    const losses = [...repeat(60, { preference: [0.5, 0] }), ...repeat(440, { preference: [0.5, 0.5] })]
    const { outcome, gates, reasons } = decided([...ties, ...losses])
    const verdicts = gates.global.endpoints.map(({ endpoint, verdict }) => [endpoint, verdict])
    expect(verdicts).toEqual([
      ['structured', 'PASS'],
      ['preference', 'FAIL'],
    ])
    expect(outcome).toBe('FAIL')
    expect(reasons.some(reason => reason.startsWith('Text preference'))).toBe(true)
  })

  it('halves alpha for the stronger of two endpoints (Holm) and not for a single one', () => {
    // 100 pairs, 10 lost and 2 won: z = -2.29, p = 0.011, between 0.02 and 0.02 / 2.
    const structured = [
      ...repeat(10, { structured: [1, 0] }),
      ...repeat(2, { structured: [0, 1] }),
      ...repeat(88, { structured: [1, 1] }),
    ]
    const quiet = repeat(100, { preference: [0.5, 0.5] })
    expect(decided(structured).gates.global.verdict).toBe('FAIL')
    expect(decided([...structured, ...quiet]).gates.global.verdict).toBe('INCONCLUSIVE')
  })

  it('does not fail on a real drop that is smaller than the margin', () => {
    const pairs = [...repeat(30, { structured: [1, 0] }), ...repeat(2970, { structured: [1, 1] })]
    expect(decided(pairs).gates.global).toMatchObject({ verdict: 'PASS', estimate: -0.01 })
  })

  it('clears nothing when the judge abstained on more than 10%', () => {
    const { outcome, gates } = decided([
      ...repeat(850, { preference: [0.5, 0.5] }),
      ...repeat(150, { preference: 'missing' }),
    ])
    expect(outcome).toBe('INCONCLUSIVE')
    expect(gates.global.endpoints[1]).toMatchObject({ n: 1000, missingShare: 0.15 })
    expect(gates.global.reason).toContain('15% of the traffic has no verdict')
    expect(gates.global.pairsToResolve).toBeNull()
  })

  it('clears nothing when a few missing verdicts could decide either way', () => {
    const pairs = (missing: number) => [
      ...repeat(2000 - missing, { preference: [0.5, 0.5] }),
      ...repeat(missing, { preference: 'missing' }),
    ]
    expect(decided(pairs(60)).gates.global.verdict).toBe('PASS')
    expect(decided(pairs(100)).gates.global.verdict).toBe('INCONCLUSIVE')
  })

  it('clears nothing when one stratum was hardly judged', () => {
    const { global } = decided([
      ...repeat(970, { stratum: 'easy', preference: [0.5, 0.5] }),
      ...repeat(18, { stratum: 'hard', preference: [0.5, 0.5] }),
      ...repeat(12, { stratum: 'hard', preference: 'missing' }),
    ]).gates
    expect(global.reason).toContain('40% of one stratum has no verdict')
    expect(global.verdict).toBe('INCONCLUSIVE')
  })

  it('clears nothing when one slice was hardly judged, whichever strata it lies in', () => {
    const spread = ['a', 'b', 'c', 'd'].flatMap(stratum => [
      ...repeat(235, { stratum, language: 'en', preference: [0.5, 0.5] }),
      ...repeat(10, { stratum, language: 'de', preference: [0.5, 0.5] }),
      ...repeat(5, { stratum, language: 'de', preference: 'missing' }),
    ])
    const { global } = decided(spread).gates
    expect(global.verdict).toBe('INCONCLUSIVE')
    expect(global.reason).toContain('33% of slice language "de" has no verdict (at most 20% may)')
  })

  it('lets a slice of fewer than 10 pairs or below 1% of the traffic go by', () => {
    const few = decided([
      ...repeat(300, { language: 'en', preference: [0.5, 0.5] }),
      ...repeat(5, { language: 'de', preference: [0.5, 0.5] }),
      ...repeat(4, { language: 'de', preference: 'missing' }),
    ])
    const rare = decided([
      ...repeat(1989, { language: 'en', preference: [0.5, 0.5] }),
      ...repeat(11, { language: 'de', preference: 'missing' }),
    ])
    expect([few.gates.global.verdict, rare.gates.global.verdict]).toEqual(['PASS', 'PASS'])
  })

  it('counts votes that agreed on nothing as a tie in the estimate and as missing in the bounds', () => {
    const { endpoints, verdict } = decided([
      ...repeat(850, { preference: [0.5, 0.5] }),
      ...repeat(150, { preference: 'unresolved' }),
    ]).gates.global
    expect(endpoints[1]).toMatchObject({ estimate: 0, missingShare: 0.15, missingBounds: [-0.075, 0.075] })
    expect(verdict).toBe('INCONCLUSIVE')
  })

  it('does not let the missing verdicts of a stratum below 1% of the traffic hold back a PASS', () => {
    const { global } = decided([
      ...repeat(995, { stratum: 'easy', preference: [0.5, 0.5] }),
      ...repeat(5, { stratum: 'tiny', preference: 'missing' }),
    ]).gates
    expect(global.verdict).toBe('PASS')
  })

  it('keeps a FAIL that no missing verdict could undo, and only such a one', () => {
    const losing = (lost: number) => [
      ...repeat(lost, { structured: [1, 0] }),
      ...repeat(850 - lost, { structured: [1, 1] }),
      ...repeat(150, { structured: 'missing' }),
    ]
    expect(decided(losing(400)).gates.global.verdict).toBe('FAIL')
    expect(decided(losing(100)).gates.global.verdict).toBe('INCONCLUSIVE')
  })

  it('puts the cause first: the failure mode with its numbers and place', () => {
    const { outcome, reasons } = decided([
      ...repeat(25, { tier: 'multi-step', structured: [1, 0], candidateModes: ['truncated-tool-call'] }),
      ...repeat(1975, { structured: [1, 1] }),
    ])
    expect(outcome).toBe('FAIL')
    expect(reasons[0]).toMatch(/^truncated-tool-call: 25 new failures against 0 .* multi-step traces/)
  })

  it('fails on the adversarial floor alone', () => {
    const traffic = repeat(400, { structured: [1, 1] })
    const adversarial = [
      ...repeat(50, { isAdversarial: true, outcome: [0, 1] }),
      ...repeat(50, { isAdversarial: true, outcome: [0, 0] }),
    ]
    const { outcome, gates, reasons } = decided([...traffic, ...adversarial])
    expect(outcome).toBe('FAIL')
    expect(gates.global.verdict).toBe('PASS')
    expect(gates.outcome.verdict).toBe('not-evaluated')
    expect(reasons[0]).toContain('50 of 100 items right')
  })
})
