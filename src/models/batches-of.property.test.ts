import fc from 'fast-check'
import { expect, it } from 'vitest'
import { batchesOf } from './batches-of.ts'
import { cutToBytes } from './cut-to-bytes.ts'

const texts = fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { maxLength: 60 })

it('batches hold every text once, in order, and keep to both limits', () => {
  fc.assert(
    fc.property(
      texts,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 80, max: 200 }),
      (list, maxInputs, maxBytes) => {
        const batches = batchesOf(list, { maxInputs, maxBytes })
        expect(batches.flat()).toEqual(list.map((_, index) => index))
        for (const batch of batches) {
          const bytes = batch.reduce((sum, index) => sum + Buffer.byteLength(list[index] ?? ''), 0)
          expect(batch.length).toBeGreaterThan(0)
          expect(batch.length).toBeLessThanOrEqual(maxInputs)
          expect(bytes).toBeLessThanOrEqual(maxBytes)
        }
      },
    ),
  )
})

it('no two neighbouring batches would have fitted into one', () => {
  fc.assert(
    fc.property(texts, list => {
      const limits = { maxInputs: 5, maxBytes: 100 }
      const sizes = batchesOf(list, limits).map(batch => ({
        count: batch.length,
        bytes: batch.reduce((sum, index) => sum + Buffer.byteLength(list[index] ?? ''), 0),
        first: Buffer.byteLength(list[batch[0] ?? 0] ?? ''),
      }))
      sizes.slice(1).forEach((next, index) => {
        const before = sizes[index] ?? next
        expect(before.count === 5 || before.bytes + next.first > 100).toBe(true)
      })
    }),
  )
})

it('a cut text is a beginning of the text, within the limit, and one character more would exceed it', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.integer({ min: 4, max: 60 }),
      (text, maxBytes) => {
        const cut = cutToBytes(text, maxBytes)
        expect(text.startsWith(cut)).toBe(true)
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(maxBytes)
        const next = [...text.slice(cut.length)][0]
        if (next !== undefined) expect(Buffer.byteLength(cut + next)).toBeGreaterThan(maxBytes)
      },
    ),
  )
})
