import { expect, test } from 'vitest'
import { tfIdf } from './tf-idf.ts'

const words = (text: string): readonly string[] => text.split(' ').filter(word => word !== '')

/** The rows as sorted lists of weights: which column a word gets is an accident of its hash. */
function weights(texts: readonly string[], minTexts = 1, maxFeatures = 100): readonly (readonly number[])[] {
  const { offsets, values, rows } = tfIdf(texts, words, { minTexts, maxFeatures })
  return Array.from({ length: rows }, (_, row) => [...values.subarray(offsets[row], offsets[row + 1])].sort())
}

test('weights are (1 + ln tf)(1 + ln((1 + n) / (1 + df))) over the row length', () => {
  // n = 2. "x": df 2, idf 1. "y": df 1, idf 1 + ln(3/2) = 1.405465. Row 0: x twice = 1 + ln 2 = 1.693147, y once.
  const [first = [], second = []] = weights(['x x y', 'x'])
  const length = Math.hypot(1.693147, 1.405465)
  expect(first[0]).toBeCloseTo(1.405465 / length, 6)
  expect(first[1]).toBeCloseTo(1.693147 / length, 6)
  expect(second).toEqual([1])
})

test('a gram of fewer texts than asked is left out, however often it is repeated', () => {
  expect(weights(['x y y y', 'x', 'z z'], 2)).toEqual([[1], [1], []])
})

test('the grams of the most texts are kept when there are too many', () => {
  const { columns, values } = tfIdf(['a b', 'a c', 'a b', 'c'], words, { minTexts: 1, maxFeatures: 1 })
  expect(columns).toBe(1)
  expect([...values]).toEqual([1, 1, 1])
})

test('equal grams meet in one column and columns ascend within a row', () => {
  const { offsets, indices, columns } = tfIdf(['b a', 'a c'], words, { minTexts: 1, maxFeatures: 100 })
  expect(columns).toBe(3)
  const [first, second] = [indices.subarray(offsets[0], offsets[1]), indices.subarray(offsets[1], offsets[2])]
  expect([...first]).toEqual([...first].sort((x, y) => x - y))
  expect([...first].filter(column => second.includes(column))).toHaveLength(1)
})

test('rows longer than the first allotment of memory are kept whole', () => {
  const text = Array.from({ length: 3_000 }, (_, index) => `word${index}`).join(' ')
  const { values, offsets } = tfIdf([text, text], words, { minTexts: 2, maxFeatures: 5_000 })
  // Hash collisions may merge a few of 3,000 grams in 2^22 buckets.
  expect(values.length).toBeGreaterThan(5_980)
  expect(offsets[2]).toBe(values.length)
})
