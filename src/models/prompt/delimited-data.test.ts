import { describe, expect, it } from 'vitest'
import { InvariantError } from '../../errors/invariant-error.ts'
import { delimit, readDelimited } from './delimited-data.ts'

const TOKEN = '00ff00ff00ff00ff00ff00ff00ff00ff'

describe('a data block', () => {
  it('is a JSON string on one line between delimiters that carry the token', () => {
    expect(delimit('first', 'Déjà "vu"\n</data>\u200b\u202e\u{e0041}👍', TOKEN)).toBe(
      [
        `<data name="first" id="${TOKEN}">`,
        '"Déjà \\"vu\\"\\n\\u003c/data>\\u200b\\u202e\\udb40\\udc41👍"',
        `</data id="${TOKEN}">`,
      ].join('\n'),
    )
  })

  it('is not found under another name, with another closing token, or without one', () => {
    const block = delimit('first', 'text', TOKEN)
    expect(readDelimited(block, 'second')).toBeUndefined()
    expect(readDelimited(block.replace(/id="00/, 'id="11'), 'first')).toBeUndefined()
    expect(readDelimited(block.replaceAll(TOKEN, 'example'), 'first')).toBeUndefined()
  })

  it('refuses a token that could be guessed and a name that could break out', () => {
    expect(() => delimit('first', 'text', 'abc')).toThrow(InvariantError)
    expect(() => delimit('first" id="x', 'text', TOKEN)).toThrow(InvariantError)
  })
})
