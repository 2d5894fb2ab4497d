import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NumericError } from '../errors/numeric-error.ts'
import { benjaminiHochberg, benjaminiHochbergDiscrete, benjaminiYekutieli, holm } from './false-discovery.ts'
import { mcnemarWorse } from './mcnemar.ts'
import { createRng } from './random.ts'

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 })
const corrections = [benjaminiHochberg, benjaminiYekutieli, holm]

describe('adjusted p-values', () => {
  it.each(corrections)('%o: keep the order of the p-values, none below its own, none above 1', correct => {
    fc.assert(
      fc.property(pValues, p => {
        const adjusted = correct(p)
        const order = [...p.keys()].sort((a, b) => (p[a] ?? 0) - (p[b] ?? 0))
        let previous = 0
        for (const index of order) {
          const value = adjusted[index] ?? Number.NaN
          expect(value).toBeGreaterThanOrEqual(previous)
          expect(value).toBeGreaterThanOrEqual(p[index] ?? Number.NaN)
          expect(value).toBeLessThanOrEqual(1)
          previous = value
        }
      }),
    )
  })

  it.each(corrections)('%o: lowering one p-value raises no adjusted one', correct => {
    fc.assert(
      fc.property(pValues, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (p, at, factor) => {
        const lowered = p.map((value, i) => (i === at % p.length ? value * factor : value))
        const before = correct(p)
        for (const [i, value] of correct(lowered).entries()) {
          expect(value).toBeLessThanOrEqual((before[i] ?? 0) + 1e-12)
        }
      }),
    )
  })

  it('Benjamini-Hochberg rejects exactly the prefix of the step-up definition', () => {
    fc.assert(
      fc.property(pValues, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (p, q) => {
        const sorted = p.toSorted((a, b) => a - b)
        const rejected = sorted.findLastIndex((value, i) => value <= ((i + 1) / p.length) * q * (1 - 1e-12))
        const threshold = sorted[rejected] ?? -1
        for (const [i, adjusted] of benjaminiHochberg(p).entries()) {
          if ((p[i] ?? 1) <= threshold) expect(adjusted).toBeLessThanOrEqual(q)
        }
        expect(benjaminiHochberg(p).filter(value => value <= q * (1 - 1e-9)).length).toBeLessThanOrEqual(
          sorted.filter(value => value <= threshold).length,
        )
      }),
    )
  })

  it('equal p-values are adjusted equally', () => {
    expect(benjaminiHochberg([0.02, 0.5, 0.02])).toEqual([0.03, 0.5, 0.03])
  })

  it('one test alone is left as it is', () => {
    for (const correct of corrections) expect(correct([0.037])).toEqual([0.037])
  })

  it('a missing p-value is refused, not read as 0', () => {
    expect(() => benjaminiHochberg([0.1, Number.NaN])).toThrow(NumericError)
    expect(() => holm([0.1, 1.1])).toThrow(NumericError)
  })
})

describe('Benjamini-Hochberg over the tests that could be significant', () => {
  const mcnemarTests = (counts: readonly (readonly [won: number, lost: number])[]) =>
    counts.map(([won, lost]) => ({
      pValue: mcnemarWorse(won, lost),
      smallestPValue: mcnemarWorse(0, won + lost),
    }))

  it('rejects anything where nothing is to be found in at most a share q of the families', () => {
    const rng = createRng('discrete families')
    const families = 4_000
    let rejected = 0
    for (let family = 0; family < families; family += 1) {
      const counts = Array.from({ length: 12 }, () => {
        const total = Math.floor(30 * rng.nextFloat() ** 3)
        const lost = Array.from({ length: total }, () => rng.nextFloat()).filter(u => u < 0.5).length
        return [total - lost, lost] as const
      })
      if (benjaminiHochbergDiscrete(mcnemarTests(counts), 0.05).some(p => p <= 0.05)) rejected += 1
    }
    expect(rejected / families).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / families))
  })

  it('is the plain one where every test could be significant at any level', () => {
    fc.assert(
      fc.property(pValues, p => {
        const tests = p.map(pValue => ({ pValue, smallestPValue: 0 }))
        expect(benjaminiHochbergDiscrete(tests, 0.05)).toEqual(benjaminiHochberg(p))
      }),
    )
  })

  it('is not changed by tests that could not have been significant', () => {
    const counts = [
      [1, 9],
      [4, 20],
      [10, 12],
    ] as const
    const few = benjaminiHochbergDiscrete(mcnemarTests(counts), 0.05)
    const idle = Array.from({ length: 30 }, (_, index) => [index % 2, index % 3] as const)
    const many = benjaminiHochbergDiscrete(mcnemarTests([...counts, ...idle]), 0.05)
    expect(many.slice(0, 3)).toEqual(few)
    expect(many.slice(3).every(p => p === 1)).toBe(true)
  })

  it('refuses a test whose p-value is below its smallest', () => {
    expect(() => benjaminiHochbergDiscrete([{ pValue: 0.1, smallestPValue: 0.2 }], 0.05)).toThrow(
      NumericError,
    )
  })
})
