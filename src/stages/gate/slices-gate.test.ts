import { describe, expect, it } from 'vitest'
import type { JudgedPair } from '../../records/judged-pair.ts'
import {
  buildJudgedPair,
  buildSample,
  buildStrata,
  type JudgedPairSpec,
} from '../../testing/judged-pair-builder.ts'
import { createRepeat } from './__fixtures__/pairs.ts'
import { pairSign } from './pair-sign.ts'
import { slicesGate } from './slices-gate.ts'
import { trafficFrame } from './traffic-frame.ts'

const repeat = createRepeat()

function gateOf(pairs: readonly JudgedPair[], isOutcomeHeadline = false) {
  const sample = buildSample(pairs)
  return slicesGate(trafficFrame(pairs, sample), buildStrata(sample), 0.02, isOutcomeHeadline)
}

describe('slicesGate', () => {
  it('holds the effect floor to what all questions would say, where the judge stopped early', () => {
    const open = (pair: JudgedPair): JudgedPair => ({
      ...pair,
      verdicts: {
        ...pair.verdicts,
        preference: { kind: 'not-asked', endpoint: 'preference', reason: 'stopped' },
      },
    })
    const pairs = [
      ...repeat(6, { preference: [0.5, 0, 'judge'] }),
      ...repeat(14, { preference: [0.5, 0.5, 'judge'] }),
      ...repeat(40, { preference: [0.5, 0.5, 'judge'] }).map(open),
      ...repeat(140, { preference: [0.5, 0.5, 'equality'] }),
    ]
    // 6 of the 160 with a verdict are lost, but 20 questions stand for 60: 18 of 200.
    const tier = gateOf(pairs).findings.find(({ family }) => family === 'tier')
    expect(tier).toMatchObject({ n: 160, lost: 6, estimate: -0.0375, isRegression: true })
  })

  it('fails on a cluster, a tool and a flag state that lose beyond chance, and names them', () => {
    const facts = { stratum: 'refunds', tools: ['refund'], flags: { checkout: 'v2' } }
    const gate = gateOf([
      ...repeat(12, { ...facts, structured: [1, 0] }),
      ...repeat(88, { ...facts, structured: [1, 1] }),
      ...repeat(900, { stratum: 'other', tools: ['search'], flags: { checkout: 'v1' }, structured: [1, 1] }),
    ])
    expect(gate.verdict).toBe('FAIL')
    const regressions = gate.findings.filter(finding => finding.isRegression)
    expect(regressions.map(({ family, name }) => [family, name])).toEqual([
      ['cluster', 'label refunds'],
      ['tool', 'refund'],
      ['flag', 'checkout=v2'],
    ])
    // The tier holds the same 12 losses in 1,000 pairs: significant, and below the effect floor.
    const tier = gate.findings.find(({ family }) => family === 'tier')
    expect(tier).toMatchObject({ n: 1000, lost: 12, estimate: -0.012, isRegression: false })
    expect(tier?.adjustedPValue).toBeLessThan(0.02)
    expect(gate.reason).toContain('label refunds')
  })

  it('controls the error over the slices of a family', () => {
    const losing = repeat(6, { stratum: 's00', structured: [1, 0] })
    const quiet = (slices: number) =>
      Array.from({ length: slices }, (_, index) =>
        repeat(14, { stratum: `s${String(index).padStart(2, '0')}`, structured: [1, 1] }),
      ).flat()
    const clusterOf = (pairs: readonly JudgedPair[]) =>
      gateOf(pairs).findings.find(finding => finding.family === 'cluster' && finding.lost === 6)
    // Exact p = 1/64: enough alone, too little as one of two.
    expect(clusterOf([...losing, ...quiet(1)])).toMatchObject({ pValueWorse: 1 / 64, isRegression: true })
    expect(clusterOf([...losing, ...quiet(2)])).toMatchObject({ adjustedPValue: 1 / 32, isRegression: false })
  })

  it('does not pass when a large slice is worse beyond chance by less than a regression', () => {
    const pairs = [
      ...repeat(8, { stratum: 'a', structured: [1, 0] }),
      ...repeat(292, { stratum: 'a', structured: [1, 1] }),
      ...repeat(300, { stratum: 'b', structured: [1, 1] }),
    ]
    expect(gateOf(pairs).verdict).toBe('INCONCLUSIVE')
    expect(gateOf(pairs).reason).toContain('more pairs from it would resolve it')
  })

  it('passes beside a large slice that lost no more than one of several slices does by chance', () => {
    const pairs = [
      ...repeat(5, { stratum: 'a', structured: [1, 0] }),
      ...repeat(95, { stratum: 'a', structured: [1, 1] }),
      ...repeat(100, { stratum: 'b', structured: [1, 1] }),
    ]
    expect(gateOf(pairs).verdict).toBe('PASS')
  })

  it('leaves such a slice alone when it is below 5% of the traffic', () => {
    const pairs = [
      ...repeat(5, { stratum: 'a', tier: 'multi-step', structured: [1, 0] }),
      ...repeat(95, { stratum: 'a', tier: 'multi-step', structured: [1, 1] }),
      ...repeat(200, { stratum: 'b', tier: 'multi-step', inclusionProbability: 0.01, structured: [0, 1] }),
    ]
    expect(gateOf(pairs).verdict).toBe('PASS')
  })

  it('tests the noise stratum like any other', () => {
    const pairs = [
      ...repeat(20, { stratum: 'noise', structured: [1, 0] }),
      ...repeat(20, { structured: [1, 1] }),
    ]
    const noise = gateOf(pairs).findings.find(finding => finding.name === 'label noise')
    expect(noise).toMatchObject({ family: 'cluster', isRegression: true })
  })

  it('names a language, a customer tier and a context length that lose', () => {
    const losing = { language: 'de', customerTier: 'free', contextLength: '4k-16k' } as const
    const other = { language: 'en', customerTier: 'business', contextLength: 'under-1k' } as const
    const gate = gateOf([
      ...repeat(12, { ...losing, structured: [1, 0] }),
      ...repeat(88, { ...losing, structured: [1, 1] }),
      ...repeat(900, { ...other, structured: [1, 1] }),
      ...repeat(30, { structured: [1, 1] }),
    ])
    const regressions = gate.findings.filter(finding => finding.isRegression)
    expect(regressions.map(({ family, name, trafficShare }) => [family, name, trafficShare])).toEqual([
      ['context-length', '4k-16k', expect.closeTo(100 / 1030, 12)],
      ['language', 'de', expect.closeTo(100 / 1030, 12)],
      ['customer-tier', 'free', expect.closeTo(100 / 1030, 12)],
    ])
  })

  it('has no slices of a language, customer tier or context length that all the traffic shares', () => {
    const all = { language: 'en', customerTier: 'free', contextLength: 'under-1k' } as const
    const gate = gateOf([
      ...repeat(40, { ...all, structured: [1, 0] }),
      ...repeat(40, { structured: [1, 0] }),
    ])
    expect(gate.findings.map(({ family }) => family)).toEqual(['cluster', 'tier'])
  })

  it('draws the effects of a family towards the effect over all, the small slices furthest, for display', () => {
    const gate = gateOf([
      ...repeat(12, { tools: ['a'], structured: [1, 0] }),
      ...repeat(38, { tools: ['a'], structured: [1, 1] }),
      ...repeat(3, { tools: ['b'], structured: [1, 0] }),
      ...repeat(9, { tools: ['b'], structured: [1, 1] }),
      ...repeat(1000, { tools: ['c'], structured: [1, 1] }),
    ])
    const toolOf = (name: string) => gate.findings.find(each => each.family === 'tool' && each.name === name)
    const [a, b] = [toolOf('a'), toolOf('b')]
    expect([a?.estimate, b?.estimate]).toEqual([-0.24, -0.25])
    // Equal effects, of which four times as many pairs know one.
    expect(a?.shrunken).toBeGreaterThan(-0.24)
    expect(a?.shrunken).toBeLessThan(-0.15)
    expect(b?.shrunken).toBeGreaterThan(a?.shrunken ?? 0)
    // Nothing to compare a lone slice of a family with.
    expect(gate.findings.find(({ family }) => family === 'tier')?.shrunken).toBeNull()
  })

  it('says which share of a slice has no verdict, votes that agreed on nothing included', () => {
    const gate = gateOf([
      ...repeat(15, { tools: ['a'], preference: [0.5, 0.5] }),
      ...repeat(3, { tools: ['a'], preference: 'missing' }),
      ...repeat(2, { tools: ['a'], preference: 'unresolved' }),
      ...repeat(20, { tools: ['b'], preference: [0.5, 0.5] }),
      ...repeat(20, { tools: ['b'] }),
    ])
    const shares = gate.findings.filter(({ family }) => family === 'tool')
    expect(shares.map(({ name, unresolvedShare }) => [name, unresolvedShare])).toEqual([
      ['a', 0.25],
      ['b', 0],
    ])
  })

  it('does not take one bad session for a regression, and takes as many bad sessions for one', () => {
    const losing = (session: (index: number) => string): JudgedPair[] =>
      Array.from({ length: 12 }, (_, index) =>
        repeat(1, { tools: ['refund'], structured: [1, 0], session: session(index) }),
      ).flat()
    const quiet = repeat(88, { tools: ['refund'], structured: [1, 1] })
    const one = gateOf([...losing(() => 'the same user'), ...quiet])
    expect(one.verdict).toBe('PASS')
    expect(one.findings[0]).toMatchObject({ lost: 12, won: 0, pValueWorse: 0.5, isRegression: false })
    const many = gateOf([...losing(index => `user ${index % 8}`), ...quiet])
    expect(many.verdict).toBe('FAIL')
    expect(many.findings[0]).toMatchObject({ lost: 12, pValueWorse: 2 ** -8 })
  })

  it('shares the error rate of three families among all that are tested', () => {
    const pairs = (families: Omit<JudgedPairSpec, 'id'>): JudgedPair[] => [
      ...repeat(6, { ...families, structured: [1, 0] }),
      ...repeat(34, { ...families, structured: [1, 1] }),
    ]
    const adjustedOf = (gate: ReturnType<typeof gateOf>) =>
      new Set(gate.findings.map(({ adjustedPValue }) => adjustedPValue))
    // Intent, run length and tool: p = 1/64 as it is.
    expect(adjustedOf(gateOf(pairs({ tools: ['a'] })))).toEqual(new Set([1 / 64]))
    // A flag state makes four.
    const four = gateOf(pairs({ tools: ['a'], flags: { checkout: 'v2' } }))
    expect(adjustedOf(four)).toEqual(new Set([(1 / 64) * (4 / 3)]))
    expect(four.verdict).not.toBe('FAIL')
  })

  it('does not speak of slices with fewer than 10 judged pairs', () => {
    const gate = gateOf([...repeat(9, { structured: [1, 0] }), ...repeat(30, { structured: 'missing' })])
    expect(gate).toMatchObject({ verdict: 'not-evaluated', findings: [], estimate: null })
  })
})

describe('pairSign', () => {
  const sign = (spec: Omit<JudgedPairSpec, 'id'>, isHeadline = false) =>
    pairSign(buildJudgedPair({ ...spec, id: 't' }), isHeadline)

  it('pools tool calls and text by sign', () => {
    expect(sign({ structured: [1, 0.5], preference: [0.5, 0.5] })).toBe(-1)
    expect(sign({ structured: [1, 1], preference: [0.5, 1] })).toBe(1)
    expect(sign({ structured: [1, 0], preference: [0.5, 1] })).toBe(0)
    expect(sign({ structured: 'missing', preference: 'none' })).toBeUndefined()
  })

  it('asks the outcome first only when it is the headline', () => {
    const both = { structured: [1, 0], outcome: [0, 1] } as const
    expect([sign(both), sign(both, true)]).toEqual([-1, 1])
    expect(sign({ outcome: [1, 0] })).toBe(-1)
  })
})
