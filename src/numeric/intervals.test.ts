import { describe, expect, it } from 'vitest'
import { NumericError } from '../errors/numeric-error.ts'
import { agrestiMinInterval } from './agresti-min.ts'
import { mcnemarTwoSided, mcnemarWorse } from './mcnemar.ts'
import { sampleSizeForMargin, smallestDetectableDifference } from './power.ts'
import { clopperPearsonInterval, wilsonInterval } from './proportion-interval.ts'

describe('published paired runs', () => {
  it.each([
    { won: 0, lost: 12, twoSided: 0.00048828125, worse: 0.000244140625 },
    { won: 12, lost: 0, twoSided: 0.00048828125, worse: 1 },
    { won: 6, lost: 6, twoSided: 1, worse: 0.61279296875 },
    { won: 0, lost: 4, twoSided: 0.125, worse: 0.0625 },
    { won: 0, lost: 0, twoSided: 1, worse: 1 },
  ])('$won won and $lost lost: p = $twoSided, p of worse = $worse', ({ won, lost, twoSided, worse }) => {
    expect(mcnemarTwoSided(won, lost)).toBeCloseTo(twoSided, 14)
    expect(mcnemarWorse(won, lost)).toBeCloseTo(worse, 14)
  })

  it('the lower bound passes the margin .02 for 12 won of 40 and for none of the undecided ones', () => {
    const lower = (won: number, lost: number): number => agrestiMinInterval(won, lost, 40, 0.9)[0]
    expect(lower(12, 0)).toBeGreaterThan(-0.02)
    expect(lower(6, 6)).toBeLessThan(-0.02)
    expect(lower(0, 4)).toBeLessThan(-0.02)
    expect(lower(0, 0)).toBeLessThan(-0.02)
  })
})

describe('what has no answer is refused', () => {
  it.each([
    ['no trials', () => wilsonInterval(0, 0, 0.9)],
    ['more successes than trials', () => clopperPearsonInterval(5, 4, 0.9)],
    ['half a success', () => wilsonInterval(0.5, 4, 0.9)],
    ['certainty', () => wilsonInterval(1, 4, 1)],
    ['more discordant pairs than pairs', () => agrestiMinInterval(3, 3, 5, 0.9)],
    ['no pairs', () => agrestiMinInterval(0, 0, 0, 0.9)],
    ['a negative count', () => mcnemarWorse(-1, 3)],
    ['no sample', () => smallestDetectableDifference(0.3, 0)],
    ['a margin of nothing', () => sampleSizeForMargin(0.3, 0)],
    ['power below the error rate', () => sampleSizeForMargin(0.3, 0.02, { power: 0.01 })],
  ])('%s', (_, compute) => {
    expect(compute).toThrow(NumericError)
  })
})

describe('power', () => {
  it('the planned sample sees the margin it was planned for, and one pair less does not', () => {
    const n = sampleSizeForMargin(0.45, 0.02)
    expect(smallestDetectableDifference(0.45, n)).toBeLessThanOrEqual(0.02)
    expect(smallestDetectableDifference(0.45, n - 1)).toBeGreaterThan(0.02)
  })
})
