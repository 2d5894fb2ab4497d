import fc from 'fast-check'
import { expect, it } from 'vitest'
import { shrinkAllocation } from './shrink-allocation.ts'

const strata = fc.array(
  fc.record({
    populationSize: fc.integer({ min: 100, max: 10_000 }),
    sampleSize: fc.integer({ min: 1, max: 100 }),
    floor: fc.nat({ max: 30 }),
  }),
  { minLength: 1, maxLength: 8 },
)

it('hands out exactly what can be paid for, never more than before and never below a floor that fits', () => {
  fc.assert(
    fc.property(strata, fc.nat({ max: 900 }), (before, target) => {
      const { sampleSizes } = shrinkAllocation(before, target)
      const drawn = before.reduce((sum, stratum) => sum + stratum.sampleSize, 0)
      const floors = before.map(({ floor, sampleSize }) => Math.min(floor, sampleSize))
      expect(sampleSizes.reduce((sum, size) => sum + size, 0)).toBe(Math.min(target, drawn))
      const holdsFloors = floors.reduce((sum, floor) => sum + floor, 0) <= target
      for (const [index, size] of sampleSizes.entries()) {
        expect(size).toBeLessThanOrEqual(before[index]?.sampleSize ?? 0)
        if (holdsFloors) expect(size).toBeGreaterThanOrEqual(floors[index] ?? 0)
      }
    }),
  )
})

it('loses precision whenever it loses draws, and none when it loses none', () => {
  fc.assert(
    fc.property(strata, before => {
      const drawn = before.reduce((sum, stratum) => sum + stratum.sampleSize, 0)
      expect(shrinkAllocation(before, drawn).widthFactor).toBe(1)
      const { widthFactor } = shrinkAllocation(before, drawn - 1)
      expect(widthFactor ?? Number.POSITIVE_INFINITY).toBeGreaterThan(1)
    }),
  )
})

it('half the draws of every stratum widen the interval by the root of two', () => {
  const before = [
    { populationSize: 700, sampleSize: 80, floor: 10 },
    { populationSize: 300, sampleSize: 40, floor: 10 },
  ]
  const { sampleSizes, widthFactor } = shrinkAllocation(before, 60)
  expect(sampleSizes).toEqual([40, 20])
  expect(widthFactor).toBeCloseTo(Math.SQRT2, 12)
})

it('takes from the large strata what the floor of a small one keeps', () => {
  const before = [
    { populationSize: 900, sampleSize: 100, floor: 20 },
    { populationSize: 100, sampleSize: 25, floor: 20 },
  ]
  const { sampleSizes, widthFactor } = shrinkAllocation(before, 60)
  expect(sampleSizes).toEqual([40, 20])
  expect(widthFactor).toBeCloseTo(
    Math.sqrt((900 ** 2 / 40 + 100 ** 2 / 20) / (900 ** 2 / 100 + 100 ** 2 / 25)),
    12,
  )
})

it('has no precision to state when a stratum is left without a draw', () => {
  const before = [1, 2, 3].map(() => ({ populationSize: 100, sampleSize: 5, floor: 1 }))
  expect(shrinkAllocation(before, 2).widthFactor).toBeUndefined()
})
