import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffLines } from './diff-lines.ts'

const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 })

describe('a diff of lines', () => {
  it('holds both texts, and marks nothing when they are equal', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const diff = diffLines(before, after)
        expect(diff.filter(({ mark }) => mark !== '+').map(({ text }) => text)).toEqual(before)
        expect(diff.filter(({ mark }) => mark !== '-').map(({ text }) => text)).toEqual(after)
        expect(diffLines(before, before).every(({ mark }) => mark === ' ')).toBe(true)
      }),
    )
  })

  it('is a shortest one, removals first', () => {
    const diff = diffLines(['a', 'b', 'c', 'a'], ['b', 'a', 'c'])
    expect(diff.map(({ mark, text }) => mark + text)).toEqual(['-a', ' b', '-c', ' a', '+c'])
  })
})
