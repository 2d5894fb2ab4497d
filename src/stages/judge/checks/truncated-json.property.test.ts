import fc from 'fast-check'
import { expect, it } from 'vitest'

import { isTruncatedJsonObject } from './truncated-json.ts'

const written = fc.record({
  value: fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue(), { maxKeys: 4 }),
  indent: fc.constantFrom(undefined, 2, '\t'),
})

it('every non-empty beginning of an object is truncated and the whole object is not', () => {
  fc.assert(
    fc.property(written, fc.nat(), ({ value, indent }, cut) => {
      const text = JSON.stringify(value, undefined, indent)
      expect(isTruncatedJsonObject(text)).toBe(false)
      expect(isTruncatedJsonObject(text.slice(0, 1 + (cut % (text.length - 1))))).toBe(true)
    }),
    { numRuns: 500 },
  )
})

it('nothing behind a complete object makes it truncated', () => {
  fc.assert(
    fc.property(written, fc.string(), ({ value }, rest) => {
      expect(isTruncatedJsonObject(JSON.stringify(value) + rest)).toBe(false)
    }),
  )
})
