import { describe, expect, it } from 'vitest'
import { FAILURE_MODES } from '../../records/failure-mode.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import { buildJudgedPair, buildSample, buildStrata } from '../../testing/judged-pair-builder.ts'
import { createRepeat } from './__fixtures__/pairs.ts'
import { modesGate } from './modes-gate.ts'
import { trafficFrame } from './traffic-frame.ts'

const repeat = createRepeat()

function gateOf(pairs: readonly JudgedPair[]) {
  const sample = buildSample(pairs)
  return modesGate(trafficFrame(pairs, sample), buildStrata(sample), 0.02)
}

function findingOf(pairs: readonly JudgedPair[], mode: string) {
  return gateOf(pairs).findings.find(finding => finding.mode === mode)
}

describe('modesGate', () => {
  it('fails on a mode that grew and says where its new failures sit', () => {
    const gate = gateOf([
      ...repeat(30, { stratum: 'a', tier: 'multi-step', candidateModes: ['truncated-tool-call'] }),
      ...repeat(11, { stratum: 'b', tier: 'multi-step', candidateModes: ['truncated-tool-call'] }),
      ...repeat(2, { stratum: 'c', baselineModes: ['truncated-tool-call'] }),
      ...repeat(5, { baselineModes: ['loop'], candidateModes: ['loop'] }),
      ...repeat(1952, {}),
    ])
    expect(gate.verdict).toBe('FAIL')
    expect(gate.findings.map(({ mode }) => mode)).toEqual([...FAILURE_MODES])
    expect(gate.findings[0]).toMatchObject({
      baseline: 2,
      candidate: 41,
      onlyCandidate: 41,
      onlyBaseline: 2,
      n: 2000,
      estimate: 0.0195,
      finding: 'regression',
      where: ['multi-step', 'label a', 'label b'],
    })
    // By hand: 44 discordant with half a pair in each cell, net 39, 2,002 pairs.
    const [low, high] = gate.findings[0]?.interval ?? []
    expect(low).toBeCloseTo(0.0140779, 6)
    expect(high).toBeCloseTo(0.0248832, 6)
    expect(gate.reason).toBe(
      'truncated-tool-call: 41 new failures against 2 that went away, most in multi-step traces of "label a", "label b" (2,000 pairs, adjusted p < 0.0001).',
    )
  })

  it('adjusts over the modes that pairs showed on one side alone, so that those without events cost nothing', () => {
    const refused = (count: number) => [
      ...repeat(count, { candidateModes: ['refusal'] }),
      ...repeat(100 - count, {}),
    ]
    const finding = findingOf(refused(6), 'refusal')
    expect(finding?.pValueWorse).toBeCloseTo(1 / 64, 12)
    expect(finding?.adjustedPValue).toBeCloseTo(1 / 64, 12)
    expect(finding?.finding).toBe('regression')
    expect(findingOf(refused(5), 'refusal')?.finding).toBe('none')
  })

  it('adjusts for every other mode that could have been significant, whichever side it was on', () => {
    const loops = (count: number) => [
      ...repeat(20, { candidateModes: ['loop'] }),
      ...repeat(20, { baselineModes: ['loop'] }),
      ...repeat(count, { candidateModes: ['refusal'] }),
    ]
    // Six alone would do: with a second test in the family they cannot.
    expect(findingOf(loops(6), 'refusal')?.finding).toBe('none')
    expect(findingOf(loops(7), 'refusal')?.adjustedPValue).toBeCloseTo(2 / 128, 12)
    expect(findingOf(loops(7), 'refusal')?.finding).toBe('regression')
  })

  it('ignores failures both sides share and those that went away', () => {
    const shared = repeat(50, { baselineModes: ['error'], candidateModes: ['error'] })
    const gone = repeat(50, { baselineModes: ['timeout'] })
    expect(gateOf([...shared, ...gone]).verdict).toBe('PASS')
  })

  it('warns of a mode that only sits in traces the candidate solved', () => {
    const gate = gateOf([
      ...repeat(20, { candidateModes: ['loop'], outcome: [1, 1] }),
      ...repeat(80, { outcome: [1, 1] }),
    ])
    expect(gate.verdict).toBe('PASS')
    expect(gate.findings.find(({ mode }) => mode === 'loop')?.finding).toBe('warning')
  })

  it('fails through the traces the candidate failed by outcome', () => {
    const pairs = [
      ...repeat(12, { candidateModes: ['loop'], outcome: [1, 0] }),
      ...repeat(80, { outcome: [1, 1] }),
    ]
    expect(findingOf(pairs, 'loop')?.finding).toBe('regression')
  })

  it('counts a session once: an outage in one of them is no regression', () => {
    const outage = repeat(12, { candidateModes: ['timeout'], session: 'the same user' })
    const quiet = repeat(200, {})
    expect(findingOf([...outage, ...quiet], 'timeout')).toMatchObject({
      onlyCandidate: 12,
      pValueWorse: 0.5,
      finding: 'none',
    })
    const elsewhere = Array.from({ length: 6 }, (_, index) =>
      repeat(2, { candidateModes: ['timeout'], session: `user ${index}` }),
    ).flat()
    expect(findingOf([...elsewhere, ...quiet], 'timeout')).toMatchObject({
      onlyCandidate: 12,
      pValueWorse: 2 ** -6,
      finding: 'regression',
    })
  })

  it('needs the pairs to say so as well: ten sessions are no growth where one session got rid of more', () => {
    const grew = Array.from({ length: 10 }, (_, index) =>
      repeat(1, { candidateModes: ['loop'], session: `user ${index}` }),
    ).flat()
    const gone = repeat(12, { baselineModes: ['loop'], session: 'the same user' })
    expect(findingOf([...grew, ...gone, ...repeat(200, {})], 'loop')?.finding).toBe('none')
  })

  it('does not speak without traffic', () => {
    const gate = gateOf([buildJudgedPair({ id: 'a', isAdversarial: true, candidateModes: ['loop'] })])
    expect(gate).toMatchObject({ verdict: 'not-evaluated', n: 0 })
    expect(gate.findings[0]).toMatchObject({ pValueWorse: null, adjustedPValue: null })
  })
})
