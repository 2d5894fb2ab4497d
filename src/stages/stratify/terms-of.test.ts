import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { termsOf } from './terms-of.ts'

const keysOf = (text: string): readonly string[] => [...termsOf(text).keys()]

describe('termsOf', () => {
  it('gives words and neighbouring pairs, across stop words but not across punctuation', () => {
    expect(keysOf('The status of my order, please: track it')).toEqual([
      'status',
      'order',
      'status order',
      'track',
    ])
  })

  it('makes no term of a redaction token, a stop word, a number or an order number', () => {
    expect(keysOf("I can't reach <PERSON_k1_7F3A9C2E> at <EMAIL> about 4711 or A10234")).toEqual(['reach'])
  })

  it('keeps names that hold a digit', () => {
    expect(keysOf('2fa, mp3')).toEqual(['2fa', 'mp3'])
  })

  it('leaves a greeting out, not the time of day somebody asks for', () => {
    expect(keysOf('Good evening, open evenings?')).toEqual(['open', 'evening', 'open evening'])
  })

  it.each([
    ['cards', 'card'],
    ['deliveries', 'delivery'],
    ['boxes', 'box'],
    ['invoices', 'invoice'],
    ['address', 'address'],
    ['status', 'status'],
    ['gas', 'gas'],
  ])('files %s under %s and spells it as written', (word, key) => {
    expect([...termsOf(word)]).toEqual([[key, word]])
  })

  it('keeps compounds together', () => {
    expect(keysOf('e-mail, get_order')).toEqual(['e-mail', 'get_order'])
  })

  it('reads any text without a term of one character, a space at its end or an upper-case letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        for (const [key, spelling] of termsOf(text)) {
          expect(key.split(' ').every(word => word.length >= 2)).toBe(true)
          expect(spelling).toBe(spelling.toLowerCase().trim())
          expect(spelling.split(' ')).toHaveLength(key.split(' ').length)
        }
      }),
    )
  })
})
