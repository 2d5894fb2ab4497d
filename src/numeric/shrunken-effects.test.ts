import { describe, expect, it } from 'vitest'
import { betweenVariance, shrunkenEffects } from './shrunken-effects.ts'

/** Worked out apart from this code, in Python. */
const EFFECTS = [
  { estimate: -0.4, standardError: 0.05 },
  { estimate: -0.05, standardError: 0.04 },
  { estimate: 0.01, standardError: 0.03 },
  { estimate: -0.1, standardError: 0.1 },
]

describe('betweenVariance', () => {
  it("is DerSimonian and Laird's moment estimate", () => {
    expect(betweenVariance(EFFECTS)).toBeCloseTo(0.033144609117698, 12)
  })

  it('is 0 where the effects differ less than their errors, and for a single one', () => {
    const alike = [-0.1, 0, 0.1].map(estimate => ({ estimate, standardError: 0.2 }))
    expect([betweenVariance(alike), betweenVariance(EFFECTS.slice(0, 1)), betweenVariance([])]).toEqual([
      0, 0, 0,
    ])
  })

  it('refuses an effect without an error', () => {
    expect(() => betweenVariance([{ estimate: 0.1, standardError: 0 }])).toThrow('standardError')
  })
})

describe('shrunkenEffects', () => {
  it('draws every effect towards the centre, the uncertain one furthest', () => {
    const shrunken = shrunkenEffects(EFFECTS, -0.06)
    const expected = [-0.3761534767517492, -0.05046050309404258, 0.008149486757736052, -0.09072885331029877]
    for (const [index, value] of expected.entries()) expect(shrunken[index]).toBeCloseTo(value, 12)
  })

  it('gives the centre for all where nothing tells the effects apart', () => {
    const alike = [-0.1, 0, 0.1].map(estimate => ({ estimate, standardError: 0.2 }))
    expect(shrunkenEffects(alike, 0.03)).toEqual([0.03, 0.03, 0.03])
  })
})
