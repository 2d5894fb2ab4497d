import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../records/json-value.ts'
import { parseCustomerTier, parseLanguage } from './parse-traits.ts'

const at = (value: JsonValue | undefined) => ({ value, at: '/customer/tier' })

describe('parseCustomerTier', () => {
  it('takes a short word or a number, and nothing for an absent one', () => {
    expect(parseCustomerTier(at('business_plus'))).toEqual({ customerTier: 'business_plus' })
    expect(parseCustomerTier(at(2))).toEqual({ customerTier: '2' })
    for (const absent of [undefined, null, '', ' ']) expect(parseCustomerTier(at(absent))).toEqual({})
  })

  it.each(['maria@example.com', 'Maria Keller', 'x'.repeat(41), { tier: 'free' }])(
    'refuses %j, which would be shown unredacted, and does not quote it',
    value => {
      expect(() => parseCustomerTier(at(value))).toThrow('/customer/tier: expected a customer tier')
      expect(() => parseCustomerTier(at(value))).not.toThrow('aria')
    },
  )
})

describe('parseLanguage', () => {
  it.each([
    ['de', 'de'],
    ['pt-BR', 'pt'],
    ['zh_Hant_TW', 'zh'],
    ['EN', 'en'],
  ])('reads %s as %s', (tag, language) => expect(parseLanguage(at(tag))).toEqual({ language }))

  it('has nothing for an absent one and refuses what is no tag', () => {
    expect([parseLanguage(at(null)), parseLanguage(at(''))]).toEqual([{}, {}])
    for (const wrong of ['German please', 'german', 7]) {
      expect(() => parseLanguage(at(wrong))).toThrow('/customer/tier: expected a language tag')
    }
  })
})
