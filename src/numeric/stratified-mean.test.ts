import { describe, expect, it } from 'vitest'
import { NumericError } from '../errors/numeric-error.ts'
import { clusteredStandardError, estimateStratifiedMean, kishEffectiveSize } from './stratified-mean.ts'

describe('estimateStratifiedMean', () => {
  it('has no estimate without values, and no standard error with one', () => {
    expect(estimateStratifiedMean([])).toBeUndefined()
    expect(estimateStratifiedMean([{ populationSize: 90, values: [] }])).toBeUndefined()
    const single = estimateStratifiedMean([{ populationSize: 90, values: [0.5] }])
    expect(single?.estimate).toBe(0.5)
    expect(single?.standardError).toBeUndefined()
    expect(single?.degreesOfFreedom).toBeUndefined()
  })

  it('renormalises over the strata that have values and says how much they cover', () => {
    const mean = estimateStratifiedMean([
      { populationSize: 600, values: [1, 1] },
      { populationSize: 200, values: [0, 0] },
      { populationSize: 200, values: [] },
    ])
    expect(mean?.estimate).toBe(0.75)
    expect(mean?.coveredShare).toBe(0.8)
    expect(mean?.n).toBe(4)
  })

  it('merges single draws for the variance only', () => {
    const mean = estimateStratifiedMean([
      { populationSize: 300, values: [0] },
      { populationSize: 300, values: [1] },
      { populationSize: 400, values: [0, 0, 0, 0] },
    ])
    expect(mean?.estimate).toBeCloseTo(0.3, 12)
    // The two singles are one stratum of 600 with values 0 and 1: .6^2 * .5 / 2.
    expect(mean?.standardError).toBeCloseTo(0.3, 12)
  })

  it('a last single draw joins the smallest other stratum', () => {
    const mean = estimateStratifiedMean([
      { populationSize: 100, values: [1] },
      { populationSize: 300, values: [0, 0, 0] },
      { populationSize: 900, values: [0, 0, 0] },
    ])
    // Merged: four values of 100 units each, one of them 1: (400/1300)^2 * .25 / 4.
    expect(mean?.standardError).toBeCloseTo((400 / 1300) * 0.25, 12)
  })

  it('a whole population has no error as a statement on itself, but one on the future', () => {
    const mean = estimateStratifiedMean([{ populationSize: 4, values: [0, 1, 1, 0] }])
    expect(mean?.standardErrorOfPopulation).toBe(0)
    expect(mean?.standardError).toBeCloseTo(Math.sqrt(1 / 3 / 4), 12)
  })

  it('with pseudo-counts, ties alone are not certain and the mean stays', () => {
    const ties = [{ populationSize: 1000, values: Array<number>(50).fill(0) }]
    expect(estimateStratifiedMean(ties)?.standardError).toBe(0)
    const smoothed = estimateStratifiedMean(ties, { pseudoWin: 0.5 })
    expect(smoothed?.estimate).toBe(0)
    expect(smoothed?.standardError).toBeCloseTo(Math.sqrt((0.5 * 0.25) / 49.5 / 50), 12)
  })

  it('refuses a value that is not finite and a sample larger than its population', () => {
    expect(() => estimateStratifiedMean([{ populationSize: 5, values: [0, Number.NaN] }])).toThrow(
      'strata[0].values',
    )
    expect(() => estimateStratifiedMean([{ populationSize: 1, values: [0, 1] }])).toThrow(NumericError)
  })
})

describe('weights', () => {
  it('of nothing, of zero or of another length are refused', () => {
    expect(() => kishEffectiveSize([])).toThrow('at least one weight')
    expect(() => kishEffectiveSize([1, 0])).toThrow(NumericError)
    expect(() => clusteredStandardError([1, 2], [1], ['a', 'b'])).toThrow('one weight and one cluster')
  })
})
