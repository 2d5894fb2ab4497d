import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng } from './random.ts'
import { clusteredStandardError, estimateStratifiedMean, kishEffectiveSize } from './stratified-mean.ts'
import { studentTQuantile } from './student-t.ts'

const value = fc.constantFrom(-1, -0.5, 0, 0.5, 1)
const strata = fc.array(
  fc.record({
    populationSize: fc.integer({ min: 40, max: 5000 }),
    values: fc.array(value, { minLength: 2, maxLength: 30 }),
  }),
  { minLength: 1, maxLength: 8 },
)

describe('estimateStratifiedMean', () => {
  it('changes its sign, and no more, when the sides are swapped', () => {
    fc.assert(
      fc.property(strata, rows => {
        const mean = estimateStratifiedMean(rows, { pseudoWin: 1 })
        const swapped = estimateStratifiedMean(
          rows.map(row => ({ ...row, values: row.values.map(d => -d) })),
          { pseudoWin: 1 },
        )
        expect(swapped?.estimate).toBeCloseTo(-(mean?.estimate ?? Number.NaN), 12)
        expect(swapped?.standardError).toBeCloseTo(mean?.standardError ?? Number.NaN, 12)
      }),
    )
  })

  it('is the Hajek mean of the weighted traces', () => {
    fc.assert(
      fc.property(strata, rows => {
        const units = rows.flatMap(({ populationSize, values }) =>
          values.map(d => ({ d, weight: populationSize / values.length })),
        )
        const total = units.reduce((sum, { d, weight }) => sum + d * weight, 0)
        const weight = units.reduce((sum, unit) => sum + unit.weight, 0)
        expect(estimateStratifiedMean(rows)?.estimate).toBeCloseTo(total / weight, 10)
      }),
    )
  })

  it('is never less certain about the population than about the future', () => {
    fc.assert(
      fc.property(strata, rows => {
        const mean = estimateStratifiedMean(rows)
        const error = mean?.standardError ?? Number.NaN
        expect(mean?.standardErrorOfPopulation).toBeLessThanOrEqual(error)
      }),
    )
  })

  it('effective size is at most the number of units, and that with equal weights', () => {
    const weights = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(weights, w => {
        expect(kishEffectiveSize(w)).toBeLessThanOrEqual(w.length * (1 + 1e-12))
        expect(kishEffectiveSize(w.map(() => 0.3))).toBeCloseTo(w.length, 9)
      }),
    )
  })

  it('covers the mean of future traffic at the stated rate for rare differences', () => {
    const rng = createRng('coverage of the stratified mean')
    const shares = [0.6, 0.3, 0.1]
    const lossRates = [0.02, 0.1, 0.3]
    const truth = shares.reduce((sum, share, h) => sum - share * (lossRates[h] ?? 0), 0)
    const runs = 1500
    let covered = 0
    for (let run = 0; run < runs; run += 1) {
      const rows = shares.map((share, h) => ({
        populationSize: share * 100_000,
        values: Array.from({ length: 80 }, () => (rng.nextFloat() < (lossRates[h] ?? 0) ? -1 : 0)),
      }))
      const mean = estimateStratifiedMean(rows, { pseudoWin: 1 })
      const { estimate = 0, standardError = 0, degreesOfFreedom = 1 } = mean ?? {}
      const half = studentTQuantile(0.975, degreesOfFreedom) * standardError
      if (Math.abs(estimate - truth) <= half) covered += 1
    }
    // Four standard errors of the simulation below; above, what the pseudo-counts may add.
    expect(covered / runs).toBeGreaterThan(0.95 - 0.0225)
    expect(covered / runs).toBeLessThan(0.985)
  })
})

describe('clusteredStandardError', () => {
  it('covers where traces of a session go together, and the naive error does not', () => {
    const rng = createRng('coverage of the clustered error')
    const runs = 600
    const [sessions, perSession] = [60, 8]
    let covered = 0
    let naivelyCovered = 0
    for (let run = 0; run < runs; run += 1) {
      const values: number[] = []
      const keys: number[] = []
      for (let session = 0; session < sessions; session += 1) {
        const shared = rng.nextFloat() - 0.5
        for (let i = 0; i < perSession; i += 1) {
          values.push(0.8 * shared + (rng.nextFloat() - 0.5))
          keys.push(session)
        }
      }
      const mean = values.reduce((sum, d) => sum + d, 0) / values.length
      const ones = values.map(() => 1)
      const error = clusteredStandardError(values, ones, keys) ?? Number.NaN
      const naive = clusteredStandardError(values, ones, [...values.keys()]) ?? Number.NaN
      if (Math.abs(mean) <= studentTQuantile(0.975, sessions - 1) * error) covered += 1
      if (Math.abs(mean) <= 1.96 * naive) naivelyCovered += 1
    }
    expect(covered / runs).toBeGreaterThan(0.95 - 0.036)
    expect(naivelyCovered / runs).toBeLessThan(0.85)
  })

  it('does not depend on the scale of the weights', () => {
    const rows = fc.array(fc.record({ value, weight: fc.integer({ min: 1, max: 9 }), cluster: fc.nat(5) }), {
      minLength: 2,
      maxLength: 40,
    })
    fc.assert(
      fc.property(rows, units => {
        const error = (scale: number): number | undefined =>
          clusteredStandardError(
            units.map(unit => unit.value),
            units.map(unit => unit.weight * scale),
            units.map(unit => unit.cluster),
          )
        fc.pre(error(1) !== undefined)
        expect(error(3.7)).toBeCloseTo(error(1) ?? Number.NaN, 12)
      }),
    )
  })
})
