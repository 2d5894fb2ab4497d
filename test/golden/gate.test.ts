import { describe, expect, it } from 'vitest'
import { bcaAcceleration, bcaInterval } from '../../src/numeric/bca-interval.ts'
import { createRng } from '../../src/numeric/random.ts'
import { estimateStratifiedMean } from '../../src/numeric/stratified-mean.ts'
import { estimateEndpoint } from '../../src/stages/gate/estimate-endpoint.ts'
import { trafficFrame } from '../../src/stages/gate/traffic-frame.ts'
import { buildJudgedPair, buildSample } from '../../src/testing/judged-pair-builder.ts'
import { expectGolden, expectGoldenList, golden } from './golden.ts'

describe('verdicts that were discarded more often where the candidate is worse', () => {
  const { shares, delta, discard, ...expected } = golden.discard_bias
  const strata = shares.map((share, index) => {
    const populationSize = Math.round(share * 400)
    return {
      id: `s${index}`,
      populationSize,
      kept: Math.round(populationSize * (1 - (discard[index] ?? Number.NaN))),
      delta: delta[index] ?? Number.NaN,
    }
  })

  it('missing ones are ties in the estimate, with the published bounds', () => {
    const pairs = strata.flatMap(stratum =>
      Array.from({ length: stratum.populationSize }, (_, index) =>
        buildJudgedPair({
          id: `${stratum.id}-${index}`,
          stratum: stratum.id,
          structured: index < stratum.kept ? [0.5, 0.5 + stratum.delta] : 'missing',
        }),
      ),
    )
    const { estimate, missingBounds } = estimateEndpoint(
      trafficFrame(pairs, buildSample(pairs)),
      'structured',
    )
    expectGolden(estimate ?? undefined, expected.impute_tie)
    expectGoldenList(missingBounds ?? [], expected.manski)
  })

  it('weighting what was kept by its stratum gives the truth, and not weighting it hides the drop', () => {
    const kept = strata.map(({ populationSize, kept: count, delta: value }) => ({
      populationSize,
      values: Array.from({ length: count }, () => value),
    }))
    expectGolden(estimateStratifiedMean(kept)?.estimate, expected.poststratified)
    expectGolden(expected.poststratified, expected.true)
    const all = kept.flatMap(({ values }) => values)
    const naive = estimateStratifiedMean([{ populationSize: all.length, values: all }])
    expectGolden(naive?.estimate, expected.naive_after_discard)
  })
})

describe('bias-corrected and accelerated bootstrap', () => {
  it('acceleration and interval of a skewed difference', () => {
    const { d, acceleration, ci95_B200k, tol } = golden.bca
    expectGolden(bcaAcceleration(d), acceleration)
    const interval = bcaInterval(d, { alpha: 0.05, resamples: 100_000, rng: createRng('bca') })
    expectGoldenList(interval ?? [], ci95_B200k, tol)
  })

  it('says nothing where nothing varies', () => {
    expect(bcaInterval([0, 0, 0], { alpha: 0.05, resamples: 100, rng: createRng('flat') })).toBeUndefined()
  })
})
