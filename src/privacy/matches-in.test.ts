import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesIn } from './matches-in.ts'

describe('matchesIn', () => {
  it.each([/a+/g, /a*/g, /(a)(b)?/g, /\b/g, /[^a]/gu])(
    'gives the matches, groups and places that matchAll gives: %s',
    pattern => {
      const placed = (matches: Iterable<RegExpExecArray>) =>
        Array.from(matches, match => [match.index, ...match])
      fc.assert(
        fc.property(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '😀'), maxLength: 12 }), text => {
          // Where another search stopped does not count.
          pattern.lastIndex = 3
          expect(placed(matchesIn(text, pattern))).toEqual(placed(text.matchAll(new RegExp(pattern))))
        }),
      )
    },
  )
})
