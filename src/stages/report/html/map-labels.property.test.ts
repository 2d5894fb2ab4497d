import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeLabels } from './map-labels.ts'

const FRAME = { width: 1_000, height: 600 }
const FONT_SIZE = 20

const request = fc.record({
  x: fc.integer({ min: 0, max: FRAME.width }),
  top: fc.integer({ min: 0, max: FRAME.height }),
  forms: fc.array(fc.stringMatching(/^[a-z]{1,20}$/), { minLength: 1, maxLength: 3 }),
})

describe('placeLabels', () => {
  it('places no label over another or across the frame', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 25 }), requests => {
        const labels = placeLabels(
          requests.map(each => ({ ...each, bottom: Math.min(FRAME.height, each.top + 30) })),
          FRAME,
          FONT_SIZE,
        )
        // Half the font size a character is less than was reserved: what is drawn is inside of that.
        const boxes = labels.flatMap(label =>
          label === undefined ? [] : [{ ...label, half: (label.text.length * 0.5 * FONT_SIZE) / 2 }],
        )
        for (const [at, { x, y, half }] of boxes.entries()) {
          expect(x - half).toBeGreaterThanOrEqual(0)
          expect(x + half).toBeLessThanOrEqual(FRAME.width)
          expect(y - FONT_SIZE).toBeGreaterThanOrEqual(0)
          expect(y).toBeLessThanOrEqual(FRAME.height)
          for (const other of boxes.slice(at + 1))
            expect(Math.abs(other.y - y) >= FONT_SIZE || Math.abs(other.x - x) >= half + other.half).toBe(
              true,
            )
        }
      }),
    )
  })

  it('puts a label above its group, the next one below, and shortens what fits neither', () => {
    const group = { x: 500, top: 200, bottom: 300, forms: ['a long label', 'c4'] }
    const labels = placeLabels([group, group, group, { ...group, x: 610 }], FRAME, FONT_SIZE)
    expect(labels[0]?.y).toBeLessThan(200)
    expect(labels[1]?.y).toBeGreaterThan(300)
    expect(labels.map(label => label?.text)).toEqual(['a long label', 'a long label', 'a long label', 'c4'])
  })

  it('gives up on a label that fits nowhere', () => {
    const wide = { x: 500, top: 280, bottom: 300, forms: ['x'.repeat(200)] }
    expect(placeLabels([wide], FRAME, FONT_SIZE)).toEqual([undefined])
  })
})
