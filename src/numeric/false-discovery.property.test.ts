import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NumericError } from '../errors/numeric-error.ts'
import { benjaminiHochberg, benjaminiYekutieli, holm } from './false-discovery.ts'

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
