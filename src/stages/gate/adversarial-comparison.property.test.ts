import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AdversarialItem, adversarialComposite, adversarialPaired } from './adversarial-comparison.ts'

const results = fc.constantFrom('passed' as const, 'failed' as const, 'unresolved' as const)
const items = fc.array(
  fc.record({
    weight: fc.double({ min: 0.1, max: 30, noNaN: true }),
    candidate: results,
    production: results,
  }),
  { maxLength: 40 },
)
const traffic = fc.record({
  endpoint: fc.constant('structured' as const),
  n: fc.integer({ min: 1, max: 2000 }),
  estimate: fc.double({ min: -1, max: 1, noNaN: true }),
  standardError: fc.double({ min: 0, max: 0.1, noNaN: true }),
})

function swapped(list: readonly AdversarialItem[]): readonly AdversarialItem[] {
  return list.map(({ weight, candidate, production }) => ({
    weight,
    candidate: production ?? 'unresolved',
    production: candidate,
  }))
}

describe('the adversarial comparison', () => {
  it('negates its difference, and the composite, when the sides are swapped', () => {
    fc.assert(
      fc.property(items, traffic, (list, difference) => {
        const [one, other] = [list, swapped(list)].map(each => adversarialPaired(each, 0.01))
        expect(other?.estimate ?? 0).toBeCloseTo(-(one?.estimate ?? 0), 12)
        expect([one?.won, one?.lost]).toEqual([other?.lost, other?.won])
        const mirror = { ...difference, estimate: -difference.estimate }
        const [mixed, mixedBack] = [
          adversarialComposite(list, difference),
          adversarialComposite(swapped(list), mirror),
        ]
        expect(mixedBack?.estimate ?? 0).toBeCloseTo(-(mixed?.estimate ?? 0), 12)
      }),
    )
  })

  it('keeps the composite between its two parts, and nearer to the heavier set', () => {
    fc.assert(
      fc.property(items, traffic, (list, difference) => {
        const mixed = adversarialComposite(list, difference)
        fc.pre(mixed !== null)
        const { traffic: one, adversarial, share } = mixed.parts
        expect(mixed.estimate).toBeGreaterThanOrEqual(Math.min(one, adversarial) - 1e-12)
        expect(mixed.estimate).toBeLessThanOrEqual(Math.max(one, adversarial) + 1e-12)
        const heavier = adversarialComposite(
          list.map(each => ({ ...each, weight: 2 * each.weight })),
          difference,
        )
        expect(heavier?.parts.share ?? 0).toBeGreaterThan(share)
        expect(heavier?.parts.adversarial ?? 0).toBeCloseTo(adversarial, 12)
      }),
    )
  })

  it('says nothing where one side is open on every item', () => {
    fc.assert(
      fc.property(items, traffic, (list, difference) => {
        const open = list.map(
          ({ weight, candidate }): AdversarialItem => ({
            weight,
            candidate,
            production: undefined,
          }),
        )
        expect(adversarialPaired(open, 0.01)).toBeNull()
        expect(adversarialComposite(open, difference)).toBeNull()
      }),
    )
  })
})
