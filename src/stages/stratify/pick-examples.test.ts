import { describe, expect, it } from 'vitest'
import type { RedactedText } from '../../records/redacted-text.ts'
import { namedExamples, pickExamples } from './pick-examples.ts'

const circle = (...degrees: readonly number[]) => ({
  data: Float64Array.from(
    degrees.flatMap(angle => [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]),
  ),
  rows: degrees.length,
  columns: 2,
})

describe('pickExamples', () => {
  it('takes the medoid, a typical member and the edge, and no row that is not a member', () => {
    const vectors = circle(180, 0, 1, -20, 30, 90)
    expect(pickExamples([1, 2, 3, 4, 5], vectors)).toEqual([4, 1, 5])
  })

  it('names a member once when there are fewer than three', () => {
    expect(pickExamples([0, 1], circle(10, 20))).toHaveLength(2)
    expect(pickExamples([1], circle(10, 20))).toEqual([1])
  })
})

describe('namedExamples', () => {
  it.each([
    [1, ['medoid']],
    [2, ['medoid', 'edge']],
    [3, ['medoid', 'typical', 'edge']],
  ])('names the members picked from %i', (count, roles) => {
    const picked = pickExamples([0, 1, 2].slice(0, count), circle(10, 20, 90))
    const named = namedExamples(picked.map(member => `request ${member}` as RedactedText))
    expect(named.map(({ role }) => role)).toEqual(roles)
    expect(named.map(({ text }) => text)).toEqual(picked.map(member => `request ${member}`))
  })
})
