import { expect, it } from 'vitest'
import { sum } from './sum.ts'

it('keeps the small terms that a plain sum loses', () => {
  expect(sum([1, 1e100, 1, -1e100])).toBe(2)
  expect(sum(Array(10).fill(0.1))).toBe(1)
})

it('of nothing is 0, and of an infinite term infinite', () => {
  expect(sum([])).toBe(0)
  expect(sum([1, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY)
})
