import { describe, expect, it } from 'vitest'
import {
  clusteredStandardError,
  estimateStratifiedMean,
  kishEffectiveSize,
} from '../../src/numeric/stratified-mean.ts'
import { expectGolden, golden } from './golden.ts'

const expected = golden.stratified_mean
const strata = expected.strata.map(({ N, d }) => ({ populationSize: N, values: d }))
const values = strata.flatMap(stratum => stratum.values)

describe('stratified mean against numpy', () => {
  it('estimate, both standard errors and degrees of freedom', () => {
    const mean = estimateStratifiedMean(strata)
    expectGolden(mean?.estimate, expected.estimate)
    expectGolden(mean?.standardErrorOfPopulation, expected.se_fpc)
    expectGolden(mean?.standardError, expected.se_nofpc)
    expectGolden(mean?.degreesOfFreedom, expected.welch_df)
  })

  it('equals the weighted mean over single traces, and not the plain one', () => {
    const weighted = values.reduce(
      (total, value, i) => total + value * (expected.weights[i] ?? Number.NaN),
      0,
    )
    const weight = expected.weights.reduce((total, value) => total + value, 0)
    expectGolden(weighted / weight, expected.hajek_same)
    expectGolden(estimateStratifiedMean([{ populationSize: 1000, values }])?.estimate, expected.unweighted)
  })

  it('effective sample sizes', () => {
    expectGolden(kishEffectiveSize(expected.weights), expected.kish_neff)
    const tripled = [...Array<number>(1800).fill(1), ...Array<number>(200).fill(3)]
    expectGolden(kishEffectiveSize(tripled), golden.kish[0]?.neff ?? Number.NaN)
    expectGolden((200 * 3) / 2400, golden.kish[0]?.share ?? Number.NaN)
  })
})

describe('clustered standard error against Inspect AI', () => {
  const [counting, binary] = golden.clustered_se
  const x = binary?.x as readonly number[]
  const clusters = binary?.cluster as readonly number[]
  const ones = x.map(() => 1)

  it('of 0..19 in four clusters', () => {
    const numbers = Array.from({ length: 20 }, (_, i) => i)
    const actual = clusteredStandardError(
      numbers,
      numbers.map(() => 1),
      numbers.map(i => i % 4),
    )
    expectGolden(actual, counting?.se ?? Number.NaN)
  })

  it('of ten answers in four clusters, with the finite correction', () => {
    const actual = clusteredStandardError(x, ones, clusters)
    expectGolden(actual, binary?.se ?? Number.NaN)
    expectGolden((actual ?? 0) * Math.sqrt(3 / 4), binary?.no_finite_correction ?? Number.NaN)
  })

  it('with every unit its own cluster is the naive one', () => {
    const actual = clusteredStandardError(x, ones, [...x.keys()])
    expectGolden(actual, binary?.naive ?? Number.NaN)
  })

  it('of weighted answers', () => {
    const { w, se, mean } = golden.clustered_se_weighted
    expectGolden(clusteredStandardError(x, w, clusters), se)
    const total = w.reduce((sum, weight) => sum + weight, 0)
    expectGolden(x.reduce((sum, value, i) => sum + value * (w[i] ?? 0), 0) / total, mean)
    expect(clusteredStandardError(x, w, ones)).toBeUndefined()
  })
})
