import { describe, expect, it } from 'vitest'
import { NumericError } from '../errors/numeric-error.ts'
import { betaCdf, betaQuantile } from './beta.ts'
import { binomialUpperTail } from './binomial.ts'
import { chiSquareUpperTail } from './chi-square.ts'
import { normalCdf, normalQuantile } from './normal.ts'
import { studentTQuantile, studentTTwoSided } from './student-t.ts'

describe('tails keep their relative precision', () => {
  it.each([20, 60, 400])('the chance of %i heads in as many throws', n => {
    expect(binomialUpperTail(n, n, 0.5) / 2 ** -n).toBeCloseTo(1, 9)
  })

  // Closed forms: exp(-x/2) for 2 degrees, exp(-x/2) (1 + x/2) for 4, 2 Phi(-sqrt x) for 1.
  it.each([1, 12, 14, 80, 900])('the chi-square tail beyond %d', x => {
    expect(chiSquareUpperTail(x, 2) / Math.exp(-x / 2)).toBeCloseTo(1, 9)
    expect(chiSquareUpperTail(x, 4) / (Math.exp(-x / 2) * (1 + x / 2))).toBeCloseTo(1, 9)
    expect(chiSquareUpperTail(x, 1) / (2 * normalCdf(-Math.sqrt(x)))).toBeCloseTo(1, 9)
    const three = chiSquareUpperTail(x, 1) + Math.sqrt((2 * x) / Math.PI) * Math.exp(-x / 2)
    expect(chiSquareUpperTail(x, 3) / three).toBeCloseTo(1, 9)
  })

  it('the chi-square tail does not jump where its computation changes', () => {
    for (const df of [1, 2, 5, 10, 31]) {
      const around = Array.from({ length: 400 }, (_, i) => chiSquareUpperTail(df + i / 4, df))
      for (const [i, tail] of around.entries()) {
        if (i > 0) expect(tail).toBeLessThan(around[i - 1] ?? Number.NaN)
      }
    }
  })
})

describe('the two tails of Student t', () => {
  it.each([0.5, 0.95, 0.999, 1 - 1e-9])('beyond its quantile %d are what is left, on either side', p => {
    for (const df of [1, 3, 66, 576.5, Number.POSITIVE_INFINITY]) {
      const t = studentTQuantile(p, df)
      expect(studentTTwoSided(t, df) / (2 * (1 - p))).toBeCloseTo(1, 5)
      expect(studentTTwoSided(-t, df)).toBe(studentTTwoSided(t, df))
    }
  })

  it('keep their precision far out: 2 / (pi t) and less for one degree of freedom', () => {
    expect(studentTTwoSided(1e8, 1) / (2 / (Math.PI * 1e8))).toBeCloseTo(1, 9)
    expect(studentTTwoSided(40, 66)).toBeGreaterThan(0)
  })
})

describe('ends of the range', () => {
  it('counts outside 0..n are certain or impossible', () => {
    expect(binomialUpperTail(0, 7, 0.3)).toBe(1)
    expect(binomialUpperTail(8, 7, 0.3)).toBe(0)
    expect(binomialUpperTail(0, 0, 0.5)).toBe(1)
  })

  it('probabilities 0 and 1 give the ends of the support', () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY)
    expect(betaQuantile(0, 2, 3)).toBe(0)
    expect(betaCdf(1, 2, 3)).toBe(1)
    expect(chiSquareUpperTail(0, 3)).toBe(1)
    expect(chiSquareUpperTail(Number.POSITIVE_INFINITY, 3)).toBe(0)
  })

  it('t with infinite degrees of freedom is normal, and with many almost so', () => {
    expect(studentTQuantile(0.95, Number.POSITIVE_INFINITY)).toBe(normalQuantile(0.95))
    expect(studentTQuantile(0.95, 1e6)).toBeCloseTo(normalQuantile(0.95), 5)
  })

  it.each([
    () => normalQuantile(1.2),
    () => normalCdf(Number.NaN),
    () => studentTQuantile(0.9, 0),
    () => betaQuantile(0.5, 0, 1),
    () => binomialUpperTail(1.5, 3, 0.5),
    () => chiSquareUpperTail(3, 0),
    () => chiSquareUpperTail(3, 2.5),
  ])('%o is refused, never NaN', compute => {
    expect(compute).toThrow(NumericError)
  })
})
