import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agrestiMinInterval } from './agresti-min.ts'
import { binomialUpperTail } from './binomial.ts'
import { mcnemarTwoSided, mcnemarWorse } from './mcnemar.ts'
import { clopperPearsonInterval, wilsonInterval } from './proportion-interval.ts'

const trials = fc
  .integer({ min: 1, max: 2000 })
  .chain(n => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))
const pairs = fc
  .tuple(fc.nat(300), fc.nat(300), fc.nat(1000))
  .map(([won, lost, tied]) => ({ won, lost, n: Math.max(1, won + lost + tied) }))

/** Exact chance that the interval of k of n covers p: the sum over every k, no simulation. */
function coverage(interval: (k: number) => readonly [number, number], n: number, p: number): number {
  let covered = 0
  for (let k = 0; k <= n; k += 1) {
    const [low, high] = interval(k)
    if (low <= p && p <= high) covered += binomialUpperTail(k, n, p) - binomialUpperTail(k + 1, n, p)
  }
  return covered
}

describe('intervals of a proportion', () => {
  it.each([wilsonInterval, clopperPearsonInterval])('%o: contains k / n, stays in [0, 1]', interval => {
    fc.assert(
      fc.property(trials, fc.double({ min: 0.5, max: 0.999, noNaN: true }), ([k, n], confidence) => {
        const [low, high] = interval(k, n, confidence)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        expect(low).toBeLessThanOrEqual(k / n + 1e-12)
        expect(high).toBeGreaterThanOrEqual(k / n - 1e-12)
      }),
    )
  })

  it.each([wilsonInterval, clopperPearsonInterval])('%o: failures mirror successes', interval => {
    fc.assert(
      fc.property(trials, ([k, n]) => {
        const [low, high] = interval(k, n, 0.9)
        const [mirroredLow, mirroredHigh] = interval(n - k, n, 0.9)
        expect(low).toBeCloseTo(1 - mirroredHigh, 9)
        expect(high).toBeCloseTo(1 - mirroredLow, 9)
      }),
    )
  })

  it('Clopper-Pearson covers at least at the stated rate, whatever the truth', () => {
    for (const n of [10, 50, 200]) {
      for (const p of [0.005, 0.03, 0.2, 0.5, 0.85, 0.97]) {
        expect(coverage(k => clopperPearsonInterval(k, n, 0.95), n, p)).toBeGreaterThanOrEqual(0.95)
      }
    }
  })

  it('Wilson covers at the stated rate on average over truths', () => {
    const truths = Array.from({ length: 40 }, (_, i) => (i + 0.5) / 40)
    const rates = truths.map(p => coverage(k => wilsonInterval(k, 100, 0.95), 100, p))
    const mean = rates.reduce((total, rate) => total + rate, 0) / rates.length
    expect(Math.abs(mean - 0.95)).toBeLessThan(0.005)
    expect(Math.min(...rates)).toBeGreaterThan(0.92)
  })
})

describe('paired counts', () => {
  it('swapping the sides negates the Agresti-Min interval', () => {
    fc.assert(
      fc.property(pairs, ({ won, lost, n }) => {
        const [low, high] = agrestiMinInterval(won, lost, n, 0.9)
        const [swappedLow, swappedHigh] = agrestiMinInterval(lost, won, n, 0.9)
        expect(low).toBeCloseTo(-swappedHigh, 12)
        expect(high).toBeCloseTo(-swappedLow, 12)
      }),
    )
  })

  it('a further loss never raises the p-value of being worse, and both tails overlap in one count', () => {
    fc.assert(
      fc.property(pairs, ({ won, lost }) => {
        expect(mcnemarWorse(won, lost + 1)).toBeLessThanOrEqual(mcnemarWorse(won, lost) + 1e-12)
        expect(mcnemarWorse(won, lost) + mcnemarWorse(lost, won)).toBeGreaterThanOrEqual(1 - 1e-9)
        expect(mcnemarTwoSided(won, lost)).toBe(mcnemarTwoSided(lost, won))
        expect(mcnemarTwoSided(won, lost)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('under no difference the one-sided test rejects at most at its level', () => {
    for (const discordant of [5, 12, 40, 101]) {
      let rejected = 0
      for (let lost = 0; lost <= discordant; lost += 1) {
        const chance = binomialUpperTail(lost, discordant, 0.5) - binomialUpperTail(lost + 1, discordant, 0.5)
        if (mcnemarWorse(discordant - lost, lost) <= 0.05) rejected += chance
      }
      expect(rejected).toBeLessThanOrEqual(0.05)
    }
  })
})
