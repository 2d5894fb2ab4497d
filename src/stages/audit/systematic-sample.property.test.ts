import fc from 'fast-check'
import { expect, it } from 'vitest'
import { inclusionProbabilities, systematicSample } from './systematic-sample.ts'

const sizes = fc.array(fc.double({ min: 0.01, max: 50, noNaN: true }), { minLength: 1, maxLength: 60 })
const starts = fc.double({ min: 0, max: 0.999999, noNaN: true })

it('draws exactly the number asked for, each unit at most once, the certain ones always', () => {
  fc.assert(
    fc.property(sizes, fc.nat(), starts, (all, seed, start) => {
      const count = 1 + (seed % all.length)
      const probabilities = inclusionProbabilities(all, count)
      const drawn = systematicSample(probabilities, start)
      expect(drawn).toHaveLength(count)
      expect(new Set(drawn).size).toBe(count)
      for (const [index, probability] of probabilities.entries()) {
        if (probability === 1) expect(drawn).toContain(index)
      }
    }),
  )
})

it('draws every unit in as large a part of all starts as its probability says', () => {
  const grid = 4000
  fc.assert(
    fc.property(sizes, fc.nat(), (all, seed) => {
      const count = 1 + (seed % all.length)
      const probabilities = inclusionProbabilities(all, count)
      const hits = all.map(() => 0)
      for (let step = 0; step < grid; step += 1) {
        for (const index of systematicSample(probabilities, (step + 0.5) / grid)) {
          hits[index] = (hits[index] ?? 0) + 1
        }
      }
      for (const [index, probability] of probabilities.entries()) {
        expect(Math.abs((hits[index] ?? 0) / grid - probability)).toBeLessThan(2.1 / grid)
      }
    }),
    { numRuns: 10 },
  )
})

it('keeps probabilities in proportion to sizes up to those that are certain', () => {
  const found = inclusionProbabilities([100, 1, 2, 1], 2)
  expect(found[0]).toBe(1)
  expect(found.slice(1)).toEqual([0.25, 0.5, 0.25])
})

it('refuses probabilities that do not add up to a whole number', () => {
  expect(() => systematicSample([0.5, 0.7], 0.1)).toThrow(/whole sum/)
})
