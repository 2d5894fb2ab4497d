import { describe, expect, it } from 'vitest'

import { canonicalJson } from './canonical-json.ts'

describe('canonicalJson', () => {
  it('writes the example of RFC 8785 section 3.2.3 as the RFC does', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    }
    expect(Object.values(JSON.parse(canonicalJson(value)))).toEqual(
      // `1` first: JSON.parse orders integer keys itself.
      [
        'One',
        'Carriage Return',
        'Control',
        'Latin Small Letter O With Diaeresis',
        'Euro Sign',
        'Emoji: Grinning Face',
        'Hebrew Letter Dalet With Dagesh',
      ],
    )
    expect(canonicalJson(value).startsWith('{"\\r":"Carriage Return","1":"One",')).toBe(true)
  })

  it('does not tell spellings of a number apart, but tells numbers from strings', () => {
    expect(canonicalJson(JSON.parse('[1.0, -0, 1e2, 0.10]'))).toBe('[1,0,100,0.1]')
    expect(canonicalJson('1')).not.toBe(canonicalJson(1))
  })

  it('keeps a number out of range apart from null', () => {
    expect(canonicalJson(JSON.parse('[1e999, -1e999, null]'))).toBe('[1e999,-1e999,null]')
  })

  it('survives nesting and width beyond the call stack', () => {
    const depth = 200_000
    const nested = JSON.parse('['.repeat(depth) + ']'.repeat(depth))
    expect(canonicalJson(nested).length).toBe(2 * depth)
    expect(canonicalJson(new Array(depth).fill(1)).length).toBe(2 * depth + 1)
  })

  it('treats the key `__proto__` like any other', () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":2}}'))).toBe('{"__proto__":{"a":2},"b":1}')
  })
})
