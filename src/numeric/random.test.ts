import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chiSquareUpperTail } from './chi-square.ts'
import { createRng, mulberry32, randomInteger, shuffled, xoshiro128 } from './random.ts'

function uniformityPValue(counts: readonly number[]): number {
  const expected = counts.reduce((total, count) => total + count, 0) / counts.length
  const statistic = counts.reduce((total, count) => total + (count - expected) ** 2 / expected, 0)
  return chiSquareUpperTail(statistic, counts.length - 1)
}

describe('createRng', () => {
  it('gives equal streams for equal seeds and others for other seeds', () => {
    const take = (seed: string): readonly number[] => {
      const rng = createRng(seed)
      return Array.from({ length: 8 }, () => rng.nextUint32())
    }
    expect(take('2026-W47')).toEqual(take('2026-W47'))
    expect(take('2026-W47')).not.toEqual(take('2026-W48'))
  })

  it('floats are uniform on [0, 1)', () => {
    const rng = createRng('floats')
    const counts = Array<number>(50).fill(0)
    for (let i = 0; i < 50_000; i += 1) {
      const cell = Math.floor(rng.nextFloat() * 50)
      counts[cell] = (counts[cell] ?? Number.NaN) + 1
    }
    expect(uniformityPValue(counts)).toBeGreaterThan(0.001)
  })

  it('a state of zeros, which would stay zero for ever, is refused', () => {
    expect(() => xoshiro128([0, 0, 0, 0])).toThrow('non-zero words')
  })
})

describe('randomInteger', () => {
  it('stays below its bound, the largest included', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, bound) => {
        const value = randomInteger(mulberry32(seed), bound)
        expect(Number.isInteger(value)).toBe(true)
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThan(bound)
      }),
    )
  })

  it('is the exact high word of the product, also where a double cannot hold it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: 1, max: 2 ** 32 }),
        (word, bound) => {
          const product = BigInt(word) * BigInt(bound)
          const isRejected = product % 2n ** 32n < 2n ** 32n % BigInt(bound)
          fc.pre(!isRejected)
          const rng = { nextUint32: () => word, nextFloat: () => 0 }
          expect(randomInteger(rng, bound)).toBe(Number(product / 2n ** 32n))
        },
      ),
    )
  })

  it('draws again where a value would be favoured', () => {
    // 2^32 = 1 (mod 3): the word 0 is the one too many.
    const words = [0, 2 ** 31]
    const rng = { nextUint32: () => words.shift() ?? Number.NaN, nextFloat: () => 0 }
    expect(randomInteger(rng, 3)).toBe(1)
    expect(words).toEqual([])
  })
})

describe('shuffled', () => {
  it('puts every item in every place equally often', () => {
    const rng = createRng('places')
    const counts = Array<number>(36).fill(0)
    for (let i = 0; i < 6000; i += 1) {
      for (const [place, item] of shuffled([0, 1, 2, 3, 4, 5], rng).entries()) {
        counts[item * 6 + place] = (counts[item * 6 + place] ?? Number.NaN) + 1
      }
    }
    expect(uniformityPValue(counts)).toBeGreaterThan(0.001)
  })

  it('keeps the items and leaves its input alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.nat(), (items, seed) => {
        const before = [...items]
        const result = shuffled(items, mulberry32(seed))
        expect(items).toEqual(before)
        expect(result.toSorted((a, b) => a - b)).toEqual(before.toSorted((a, b) => a - b))
      }),
    )
  })
})
