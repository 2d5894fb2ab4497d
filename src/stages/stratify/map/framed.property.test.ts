import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { framed } from './framed.ts'

const points = fc
  .array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
    minLength: 2,
    maxLength: 30,
  })
  .map(pairs => Float64Array.from(pairs.flat()))

const distance = (at: Float64Array, a: number, b: number) =>
  Math.hypot(at[2 * a]! - at[2 * b]!, at[2 * a + 1]! - at[2 * b + 1]!)

describe('framed', () => {
  it('fits the points into a frame of width 1 that is at least as wide as high', () => {
    fc.assert(
      fc.property(points, given => {
        const { positions, height } = framed(given)
        expect(height).toBeLessThanOrEqual(1)
        for (let at = 0; at < positions.length; at += 2) {
          expect(positions[at]).toBeGreaterThanOrEqual(-1e-9)
          expect(positions[at]).toBeLessThanOrEqual(1 + 1e-9)
          expect(positions[at + 1]).toBeGreaterThanOrEqual(-1e-9)
          expect(positions[at + 1]).toBeLessThanOrEqual(height + 1e-9)
        }
      }),
    )
  })

  it('keeps the shape: all distances change by one factor', () => {
    fc.assert(
      fc.property(points, given => {
        const { positions } = framed(given)
        const farthest = [...given.keys()].filter(at => at % 2 === 0).map(at => at / 2)
        const [b] = farthest.toSorted((x, y) => distance(given, 0, y) - distance(given, 0, x))
        fc.pre(b !== undefined && distance(given, 0, b) > 0)
        const factor = distance(positions, 0, b ?? 0) / distance(given, 0, b ?? 0)
        for (const other of farthest)
          expect(distance(positions, 0, other)).toBeCloseTo(factor * distance(given, 0, other), 9)
      }),
    )
  })

  it('puts points that are all at one place into the middle', () => {
    expect(framed(Float64Array.of(3, 4, 3, 4))).toEqual({
      positions: Float64Array.of(0.5, 0.5, 0.5, 0.5),
      height: 1,
    })
  })
})
