import { describe, expect, it } from 'vitest'
import { normalizedCopy } from './normalized-copy.ts'

/** What stands in the original where `part` stands in the copy. */
function originalOf(text: string, part: string): string {
  const copy = normalizedCopy(text)
  const at = copy.text.indexOf(part)
  return text.slice(copy.startOf(at), copy.endOf(at + part.length - 1))
}

describe('normalizedCopy', () => {
  it('points back over characters of two UTF-16 units', () => {
    expect(originalOf('😀😀ab😀', 'ab')).toBe('ab')
    expect(originalOf('x𝐚𝐛y', 'ab')).toBe('𝐚𝐛')
  })

  it('takes invisible characters inside a finding with it, and leaves those around it', () => {
    expect(originalOf('\u200ba\u200b\u00adb\u200b', 'ab')).toBe('a\u200b\u00adb')
  })

  it('points from every part of an expanded character to the whole of it', () => {
    expect(normalizedCopy('ﬃx').text).toBe('ffix')
    expect(originalOf('ﬃx', 'f')).toBe('ﬃ')
    expect(originalOf('ﬃx', 'x')).toBe('x')
  })

  it('decodes JSON escapes and points back to the whole escape', () => {
    expect(normalizedCopy('a\\u0040b\\n\\"c\\\\n').text).toBe('a@b\n"c\\n')
    expect(originalOf('a\\u0040b', '@b')).toBe('\\u0040b')
  })

  it('leaves letters of other scripts that look like nothing else', () => {
    expect(normalizedCopy('日本 жзл').text).toBe('日本 жзл')
  })
})
