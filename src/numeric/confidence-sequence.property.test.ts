import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bettingInterval, logCapital, predictableBets } from './betting-sequence.ts'
import { asymptoticHalfWidth, FIRST_COUNT } from './confidence-sequence.ts'
import { empiricalBernsteinHalfWidth, empiricalBernsteinSequence } from './empirical-bernstein.ts'
import { normalQuantile } from './normal.ts'
import { createRng } from './random.ts'

const scores = fc.array(fc.constantFrom(0, 0.25, 0.5, 1), { minLength: 2, maxLength: 60 })
const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length

describe('confidence sequences', () => {
  it('are wider than the interval for one look', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: FIRST_COUNT, max: 1e6 }),
        fc.constantFrom(0.01, 0.05, 0.1),
        (count, alpha) => {
          const fixed = normalQuantile(1 - alpha / 2) * Math.sqrt(0.2 / count)
          expect(asymptoticHalfWidth(0.2, count, { alpha })).toBeGreaterThan(fixed)
        },
      ),
    )
  })

  it('cover the truth at all looks together, where 95% intervals of one look do not', () => {
    const rng = createRng('watching a ternary difference')
    const runs = 600
    let missedByOne = 0
    let missedBySequence = 0
    for (let run = 0; run < runs; run += 1) {
      let total = 0
      let squares = 0
      let outsideOne = false
      let outsideSequence = false
      for (let count = 1; count <= 2_000; count += 1) {
        const u = rng.nextFloat()
        const value = u < 0.25 ? -0.5 : u < 0.5 ? 0.5 : 0
        total += value
        squares += value * value
        if (count < FIRST_COUNT || count % 20 !== 0) continue
        const variance = squares / count - (total / count) ** 2
        const distance = Math.abs(total / count)
        outsideOne ||= distance > 1.96 * Math.sqrt(variance / count)
        outsideSequence ||= distance > asymptoticHalfWidth(variance, count, { alpha: 0.05 })
      }
      missedByOne += outsideOne ? 1 : 0
      missedBySequence += outsideSequence ? 1 : 0
    }
    expect(missedBySequence / runs).toBeLessThan(0.06)
    expect(missedByOne / runs).toBeGreaterThan(0.15)
  })

  it('mirror when the scale is turned around', () => {
    fc.assert(
      fc.property(scores, values => {
        const turned = values.map(value => 1 - value)
        for (const interval of [bettingInterval, empiricalBernsteinSequence]) {
          const [low, high] = interval(values, 0.05)
          const [lowTurned, highTurned] = interval(turned, 0.05)
          expect(lowTurned).toBeCloseTo(1 - high, 9)
          expect(highTurned).toBeCloseTo(1 - low, 9)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('hold the mean of what was seen, and a betting interval never grows', () => {
    fc.assert(
      fc.property(scores, values => {
        const [low, high] = bettingInterval(values, 0.05)
        const [lowBefore, highBefore] = bettingInterval(values.slice(0, -1), 0.05)
        expect(low).toBeGreaterThanOrEqual(lowBefore)
        expect(high).toBeLessThanOrEqual(highBefore)
        const [lowClosed, highClosed] = empiricalBernsteinSequence(values, 0.05)
        expect(lowClosed).toBeLessThanOrEqual(mean(values))
        expect(highClosed).toBeGreaterThanOrEqual(mean(values))
        expect(empiricalBernsteinHalfWidth(values, 1, 0.05)).toBeGreaterThan(0)
      }),
      { numRuns: 30 },
    )
  })

  it('an e-process stays finite where every bet is lost, and bets only what the observations before say', () => {
    const zeros = Array.from({ length: 500 }, () => 0)
    expect(logCapital(zeros, 0.9, predictableBets(zeros, 0.05)).at(-1)).toBeGreaterThan(-1_000)
    fc.assert(
      fc.property(scores, values => {
        const changed = [...values.slice(0, -1), 1 - (values.at(-1) ?? 0)]
        expect(predictableBets(changed, 0.05)).toEqual(predictableBets(values, 0.05))
      }),
    )
  })
})
