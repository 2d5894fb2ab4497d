import { describe, expect, it } from 'vitest'
import { clusteredStandardError, estimateStratifiedMean } from '../../numeric/stratified-mean.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import { buildJudgedPair, buildSample, type JudgedPairSpec } from '../../testing/judged-pair-builder.ts'
import { endpointValues } from './endpoint-values.ts'
import { linearisedVariance } from './linearised-variance.ts'
import { trafficFrame } from './traffic-frame.ts'

/** Golden `stratified_mean`: strata of 600, 300 and 100 traces, 6, 4 and 5 of them sampled. */
const golden = [
  { stratum: 'a', populationSize: 600, values: [0, 0, -0.5, 0, 0.5, 0] },
  { stratum: 'b', populationSize: 300, values: [-0.5, 0, -0.5, 0] },
  { stratum: 'c', populationSize: 100, values: [-1, 0, -1, -0.5, 0] },
]

function goldenPairs(extra: (index: number) => Partial<JudgedPairSpec> = () => ({})): JudgedPair[] {
  let index = 0
  return golden.flatMap(({ stratum, populationSize, values }) =>
    values.map(value => {
      index += 1
      const inclusionProbability = values.length / populationSize
      const structured = value < 0 ? ([-value, 0] as const) : ([0, value] as const)
      return buildJudgedPair({
        id: `t${index}`,
        stratum,
        inclusionProbability,
        structured,
        ...extra(index),
      })
    }),
  )
}

function errorOf(pairs: readonly JudgedPair[], mean: number, pseudoCount: number) {
  const frame = trafficFrame(pairs, buildSample(pairs))
  return linearisedVariance(frame, endpointValues(frame, 'structured'), mean, pseudoCount)
}

describe('linearisedVariance', () => {
  it('reproduces the golden stratified standard error without finite-population correction', () => {
    expect(errorOf(goldenPairs(), -0.125, 0)?.standardError).toBeCloseTo(0.09151503, 8)
  })

  it('equals the stratified mean of numeric with pseudo-counts', () => {
    const expected = estimateStratifiedMean(golden, { pseudoWin: 1 })
    expect(errorOf(goldenPairs(), -0.125, 0.25)?.standardError).toBeCloseTo(
      expected?.standardError ?? NaN,
      12,
    )
  })

  it('equals the clustered standard error of numeric when sessions cross strata', () => {
    const pairs = goldenPairs(index => ({ session: `s${index % 7}` }))
    const sorted = trafficFrame(pairs, buildSample(pairs)).pairs
    const expected = clusteredStandardError(
      sorted.map(({ verdicts: { structured } }) =>
        structured.kind === 'scored' ? structured.candidateScore - structured.baselineScore : NaN,
      ),
      sorted.map(pair => 1 / pair.origin.draw.inclusionProbability),
      sorted.map(pair => pair.facts.sessionId ?? ''),
    )
    const error = errorOf(pairs, -0.125, 0)
    expect(error?.standardError).toBeCloseTo(expected ?? NaN, 12)
    expect(error?.degreesOfFreedom).toBe(6)
  })

  it('ignores strata as soon as one session crosses them, although every stratum has several sessions', () => {
    const pairs = goldenPairs(index => ({ session: `s${index === 7 ? 6 : index}` }))
    expect(errorOf(pairs, -0.125, 0)?.degreesOfFreedom).toBe(13)
  })

  it('keeps strata when no session crosses them and spends a degree of freedom on each', () => {
    const pairs = goldenPairs(index => ({ session: `s${index <= 2 ? 1 : index}` }))
    const error = errorOf(pairs, -0.125, 0)
    expect(error?.degreesOfFreedom).toBe(14 - 3)
    expect(error?.standardError).toBeLessThan(0.15)
    expect(error?.standardError).not.toBeCloseTo(0.09151503, 6)
  })

  it('grows when equal differences come from the same session', () => {
    const twins = (session: (index: number) => string) =>
      Array.from({ length: 40 }, (_, index) =>
        buildJudgedPair({
          id: `t${index}`,
          structured: Math.floor(index / 4) % 2 === 0 ? [1, 0] : [0, 0],
          session: session(index),
        }),
      )
    const alone = errorOf(
      twins(index => `s${index}`),
      -0.5,
      0,
    )
    const together = errorOf(
      twins(index => `s${Math.floor(index / 4)}`),
      -0.5,
      0,
    )
    expect((together?.standardError ?? 0) / (alone?.standardError ?? 1)).toBeCloseTo(
      2 * Math.sqrt(39 / 36),
      6,
    )
  })

  it('does not call a stratum of ties certain', () => {
    const ties = Array.from({ length: 10 }, (_, index) =>
      buildJudgedPair({ id: `t${index}`, structured: [1, 1] }),
    )
    expect(errorOf(ties, 0, 0)?.standardError).toBe(0)
    expect(errorOf(ties, 0, 0.25)?.standardError).toBeCloseTo(Math.sqrt(((10 / 9.5) * 0.5) / 100), 12)
  })

  it('has no answer for a single session', () => {
    const pairs = ['t1', 't2', 't3'].map(id => buildJudgedPair({ id, structured: [1, 0], session: 's' }))
    expect(errorOf(pairs, -1, 0.25)).toBeUndefined()
  })

  it('counts pairs outside the endpoint in the spread of the domain size', () => {
    const inside = Array.from({ length: 20 }, (_, index) =>
      buildJudgedPair({
        id: `in${index}`,
        stratum: index < 10 ? 'a' : 'b',
        structured: index < 10 ? [1, 0] : [1, 1],
      }),
    )
    const outside = Array.from({ length: 20 }, (_, index) =>
      buildJudgedPair({ id: `out${index}`, stratum: index < 10 ? 'a' : 'b' }),
    )
    // Each stratum is constant: only how much of the domain lies in which of them is uncertain.
    expect(errorOf(inside, -0.5, 0)?.standardError).toBeCloseTo(0, 12)
    expect(errorOf([...inside, ...outside], -0.5, 0)?.standardError).toBeGreaterThan(0.05)
  })
})
