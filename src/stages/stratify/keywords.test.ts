import { describe, expect, it } from 'vitest'
import { keywordsOf } from './keywords.ts'

describe('keywordsOf', () => {
  it('puts words only one group uses before words all groups use', () => {
    const [refunds, invoices] = keywordsOf([
      ['Please refund my order', 'refund for order', 'order was wrong, refund it'],
      ['order invoice', 'send the invoice of my order', 'invoice missing in order'],
    ])
    expect(refunds?.slice(0, 2)).toEqual(['refund', 'order'])
    expect(invoices?.slice(0, 2)).toEqual(['invoice', 'order'])
  })

  it('never makes a keyword of a redaction token, a stop word or a bare number', () => {
    const [words] = keywordsOf([
      ["I can't reach <PERSON_k1_7F3A9C2E> at <EMAIL_k1_00ABCDEF> about 4711", 'reach <PHONE_k2_1234ABCD>'],
    ])
    expect(words).toEqual(['reach'])
  })

  it('counts a word once per text, so that one long text cannot name the group', () => {
    const [words] = keywordsOf([['spam spam spam spam spam spam', 'delivery today', 'delivery late']])
    expect(words?.[0]).toBe('delivery')
  })

  it('reads words of other scripts and accents', () => {
    expect(keywordsOf([['Rückerstattung für Überweisung', 'Rückerstattung'], ['возврат']])).toEqual([
      ['rückerstattung', 'für', 'überweisung'],
      ['возврат'],
    ])
  })

  it('has no keywords for texts without words', () => {
    expect(keywordsOf([['...', '42'], []])).toEqual([[], []])
  })
})
