import { describe, expect, it } from 'vitest'
import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Endpoint } from '../../records/verdict.ts'
import { buildJudgedPair, buildSample, type JudgedPairSpec } from '../../testing/judged-pair-builder.ts'
import { estimateEndpoint } from './estimate-endpoint.ts'
import { trafficFrame } from './traffic-frame.ts'

function repeat(count: number, prefix: string, spec: Omit<JudgedPairSpec, 'id'>): JudgedPair[] {
  return Array.from({ length: count }, (_, index) => buildJudgedPair({ ...spec, id: `${prefix}${index}` }))
}

function estimate(pairs: readonly JudgedPair[], endpoint: Endpoint) {
  return estimateEndpoint(trafficFrame(pairs, buildSample(pairs)), endpoint)
}

describe('estimateEndpoint', () => {
  it('weights strata by the traffic they stand for and not by how many of them were drawn', () => {
    const pairs = [
      ...repeat(10, 'rare', { stratum: 'rare', inclusionProbability: 1, structured: [1, 0] }),
      ...repeat(10, 'usual', { stratum: 'usual', inclusionProbability: 0.1, structured: [1, 1] }),
    ]
    expect(estimate(pairs, 'structured').estimate).toBeCloseTo(-10 / 110, 12)
  })

  it('imputes ties for missing verdicts and bounds them as the golden discard example does', () => {
    const easy = { stratum: 'easy', inclusionProbability: 1 / 7.5 }
    const hard = { stratum: 'hard', inclusionProbability: 1 / 2.5 }
    const pairs = [
      ...repeat(85, 'a', { ...easy, structured: [0.5, 0.53] }),
      ...repeat(15, 'b', { ...easy, structured: 'missing' }),
      ...repeat(45, 'c', { ...hard, structured: [0.5, 0.3] }),
      ...repeat(55, 'd', { ...hard, structured: 'missing' }),
    ]
    const summary = estimate(pairs, 'structured')
    expect(summary.estimate).toBeCloseTo(-0.003375, 12)
    expect(summary.missingShare).toBeCloseTo(0.25, 12)
    expect(summary.missingBounds?.[0]).toBeCloseTo(-0.253375, 12)
    expect(summary.missingBounds?.[1]).toBeCloseTo(0.246625, 12)
    expect(summary.worstStratumMissingShare).toBeCloseTo(0.55, 12)
    expect(summary.n).toBe(200)
  })

  it('gives the golden half-net preference, ties kept', () => {
    const pairs = [
      ...repeat(400, 'w', { preference: [0.5, 1] }),
      ...repeat(1140, 't', { preference: [0.5, 0.5] }),
      ...repeat(460, 'l', { preference: [0.5, 0] }),
    ]
    const summary = estimate(pairs, 'preference')
    expect(summary.estimate).toBeCloseTo(-0.015, 12)
    // The golden error has no pseudo-counts; they add less than a thousandth of it at this size.
    expect(summary.standardError).toBeCloseTo(0.00732559, 5)
    expect(summary.interval?.[0]).toBeCloseTo(-0.02704953, 4)
    expect(summary.interval?.[1]).toBeCloseTo(-0.00295047, 4)
  })

  it('bounds a missing preference by half a point, because a win is worth half a point', () => {
    const pairs = [
      ...repeat(9, 't', { preference: [0.5, 0.5] }),
      ...repeat(1, 'm', { preference: 'missing' }),
    ]
    expect(estimate(pairs, 'preference').missingBounds).toEqual([-0.05, 0.05])
  })

  it('knows no number where nothing was scored', () => {
    const summary = estimate(repeat(5, 'm', { structured: 'missing' }), 'structured')
    expect(summary).toMatchObject({
      estimate: null,
      standardError: null,
      interval: null,
      n: 5,
      missingShare: 1,
    })
    expect(summary.missingBounds).toEqual([-1, 1])
    expect(estimate([], 'structured')).toMatchObject({ estimate: null, n: 0, missingBounds: null })
  })

  it('leaves adversarial items out of the traffic', () => {
    const pairs = [
      ...repeat(5, 't', { structured: [1, 1] }),
      ...repeat(5, 'a', { structured: [1, 0], isAdversarial: true }),
    ]
    expect(estimate(pairs, 'structured')).toMatchObject({ estimate: 0, n: 5 })
  })

  it('merges strata of one sampled trace so that each has a spread', () => {
    const pairs = ['a', 'b', 'c', 'd', 'e'].map((stratum, index) =>
      buildJudgedPair({ id: stratum, stratum, structured: index % 2 === 0 ? [1, 0] : [1, 1] }),
    )
    const frame = trafficFrame(pairs, buildSample(pairs))
    expect([...frame.strata]).toEqual([0, 0, 1, 1, 1])
    expect(estimateEndpoint(frame, 'structured').standardError).toBeGreaterThan(0.2)
  })

  it('refuses scores and inclusion probabilities that cannot be', () => {
    expect(() => estimate([buildJudgedPair({ id: 't', structured: [0, 1.5] })], 'structured')).toThrow(
      'score in [0, 1], got 1.5',
    )
    expect(() => estimate([buildJudgedPair({ id: 't', inclusionProbability: 0 })], 'structured')).toThrow(
      'inclusion probability in (0, 1], got 0',
    )
  })
})
