import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AlphaSpending, spentAlpha } from './alpha-spending.ts'
import { groupSequentialBounds } from './group-sequential.ts'
import { normalQuantile } from './normal.ts'
import { createRng } from './random.ts'

const spendings = fc.constantFrom<AlphaSpending>(
  { kind: 'obrien-fleming' },
  { kind: 'pocock' },
  { kind: 'hwang-shih-decani', gamma: -4 },
  { kind: 'hwang-shih-decani', gamma: 1 },
)
const alphas = fc.double({ min: 0.001, max: 0.2, noNaN: true })
/** Looks at multiples of 1/40, in order. */
const fractions = fc
  .uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 })
  .map(parts => parts.toSorted((a, b) => a - b).map(part => part / 40))

describe('groupSequentialBounds', () => {
  it('is the fixed test with one look', () => {
    fc.assert(
      fc.property(spendings, alphas, (spending, alpha) => {
        expect(groupSequentialBounds([1], alpha, spending)[0]?.bound).toBeCloseTo(
          normalQuantile(1 - alpha),
          9,
        )
      }),
    )
  })

  it('never asks for less than the fixed test at what has been spent, and is finite at every look', () => {
    fc.assert(
      fc.property(spendings, alphas, fractions, (spending, alpha, looks) => {
        for (const { bound, spentAlpha: spent } of groupSequentialBounds(looks, alpha, spending)) {
          expect(bound).toBeLessThanOrEqual(9)
          expect(bound).toBeGreaterThanOrEqual(Math.min(7, normalQuantile(1 - spent) - 1e-5))
        }
      }),
      { numRuns: 40 },
    )
  })

  it('rejects a true null hypothesis as often as the spending function says, at uneven looks', () => {
    const looks = [0.15, 0.2, 0.6, 0.85, 1]
    const spending = { kind: 'hwang-shih-decani', gamma: -1 } as const
    const bounds = groupSequentialBounds(looks, 0.1, spending).map(({ bound }) => bound)
    const rng = createRng('brownian motion')
    const runs = 40_000
    let rejected = 0
    let rejectedEarly = 0
    for (let run = 0; run < runs; run += 1) {
      let sum = 0
      for (const [look, fraction] of looks.entries()) {
        const step = Math.sqrt(fraction - (looks[look - 1] ?? 0))
        sum += step * normalQuantile((rng.nextUint32() + 0.5) / 2 ** 32)
        if (sum / Math.sqrt(fraction) <= (bounds[look] ?? 0)) continue
        rejected += 1
        if (look < 3) rejectedEarly += 1
        break
      }
    }
    // Three standard errors of a share of .1 in 40,000 runs are .0045.
    expect(Math.abs(rejected / runs - 0.1)).toBeLessThan(0.0045)
    expect(Math.abs(rejectedEarly / runs - spentAlpha(spending, 0.1, 0.6))).toBeLessThan(0.0045)
  })

  it('refuses looks that do not follow one another', () => {
    for (const looks of [[0.5, 0.5], [0.6, 0.4], [0, 1], [1.1]]) {
      expect(() => groupSequentialBounds(looks, 0.05, { kind: 'pocock' })).toThrow(/informationFractions/)
    }
  })
})

describe('spentAlpha', () => {
  it('starts with nothing, ends with alpha and never falls', () => {
    fc.assert(
      fc.property(spendings, alphas, fractions, (spending, alpha, looks) => {
        const spent = [0, ...looks, 1].map(fraction => spentAlpha(spending, alpha, fraction))
        expect([spent[0], spent.at(-1)]).toEqual([0, alpha])
        for (const [index, value] of spent.entries()) {
          expect(value).toBeGreaterThanOrEqual(spent[index - 1] ?? 0)
          expect(value).toBeLessThanOrEqual(alpha * (1 + 1e-12))
        }
      }),
    )
  })
})
