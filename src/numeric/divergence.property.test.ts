import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NumericError } from '../errors/numeric-error.ts'
import { jensenShannonDivergence, populationStabilityIndex, totalVariation } from './divergence.ts'

const sides = fc
  .array(fc.tuple(fc.nat({ max: 50 }), fc.nat({ max: 50 })), { minLength: 1, maxLength: 12 })
  .map(pairs => [pairs.map(([a]) => a), pairs.map(([, b]) => b)] as const)
  .filter(([a, b]) => a.some(count => count > 0) && b.some(count => count > 0))

const measures = [populationStabilityIndex, jensenShannonDivergence, totalVariation]

describe('divergences', () => {
  it.each(measures)('%o: symmetric, blind to the size of the sides, 0 for equal shares', measure => {
    fc.assert(
      fc.property(sides, fc.integer({ min: 2, max: 9 }), ([a, b], factor) => {
        const value = measure(a, b)
        expect(measure(b, a) ?? -1).toBeCloseTo(value ?? -1, 12)
        expect(
          measure(
            a.map(count => count * factor),
            b,
          ) ?? -1,
        ).toBeCloseTo(value ?? -1, 12)
        expect(
          measure(
            a,
            a.map(count => count * factor),
          ),
        ).toBeCloseTo(0, 12)
      }),
    )
  })

  it('of total variation and Jensen-Shannon lie in [0, 1] and keep Pinsker-like order', () => {
    fc.assert(
      fc.property(sides, ([a, b]) => {
        const [bits, variation] = [jensenShannonDivergence(a, b), totalVariation(a, b)]
        expect(bits).toBeGreaterThanOrEqual(0)
        // Lin 1991: the divergence in bits is at most the total variation.
        expect(bits).toBeLessThanOrEqual(variation + 1e-12)
        expect(variation).toBeLessThanOrEqual(1 + 1e-12)
      }),
    )
  })

  it('are 1 between sides that share nothing, and the stability index is then infinite: undefined', () => {
    expect(jensenShannonDivergence([3, 0], [0, 8])).toBe(1)
    expect(totalVariation([3, 0], [0, 8])).toBe(1)
    expect(populationStabilityIndex([3, 0], [0, 8])).toBeUndefined()
    expect(populationStabilityIndex([1, 3, 0], [3, 1, 0])).toBeCloseTo(Math.log(3), 12)
  })

  it.each(measures)('%o: refuses an empty side, a negative count and unequal lists', measure => {
    expect(() => measure([0, 0], [1, 2])).toThrow(NumericError)
    expect(() => measure([1, -1], [1, 2])).toThrow(NumericError)
    expect(() => measure([1], [1, 2])).toThrow(NumericError)
  })
})
