import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lengthSortedChunks } from './length-sorted-chunks.ts'

test('every text is in exactly one chunk, longest first, and no chunk is larger than 256', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 1_000 }), { maxLength: 2_000 }),
      fc.integer({ min: 1, max: 8 }),
      (lengths, processes) => {
        const chunks = lengthSortedChunks(lengths, processes)
        const order = chunks.flat()
        expect(order.toSorted((a, b) => a - b)).toEqual(lengths.map((_, index) => index))
        expect(order.map(index => lengths[index])).toEqual(lengths.toSorted((a, b) => b - a))
        for (const chunk of chunks) {
          expect(chunk.length).toBeLessThanOrEqual(256)
          expect(chunk.length).toBeGreaterThan(0)
        }
      },
    ),
    { seed: 11, numRuns: 50 },
  )
})

test('fewer than 64 short texts are one piece of work, many are enough for every process', () => {
  expect(lengthSortedChunks(Array(63).fill(50), 2)).toHaveLength(1)
  expect(lengthSortedChunks(Array(2_500).fill(50), 2).length).toBeGreaterThanOrEqual(8)
})

test('long texts make smaller pieces', () => {
  expect(lengthSortedChunks(Array(64).fill(1_000), 2).map(chunk => chunk.length)).toEqual([16, 16, 16, 16])
})
