import { describe, expect, it } from 'vitest'
import type { Slots } from '../../simulate/intent-spec.ts'
import { SIMULATED_INTENTS } from '../../simulate/simulate-week.ts'
import { keywordsOf } from './keywords.ts'

describe('keywordsOf', () => {
  it('puts words only one group uses before words all groups use', () => {
    const [refunds, invoices] = keywordsOf([
      ['Refund this, order wrong', 'order broken: refund', 'order late, then refund'],
      ['order, invoice', 'invoice of that order', 'invoice; missing in order'],
    ])
    expect(refunds?.slice(0, 2)).toEqual(['refund', 'order'])
    expect(invoices?.slice(0, 2)).toEqual(['invoice', 'order'])
  })

  it('counts a word once per text, so that one long text cannot name the group', () => {
    const [words] = keywordsOf([['spam spam spam spam spam spam', 'delivery today', 'delivery late']])
    expect(words?.[0]).toBe('delivery')
  })

  it('says two words together that mostly stand together, and neither of them again', () => {
    const cards = ['redeem a gift card', 'is a gift card valid', 'gift cards as a present', 'buy gift cards']
    const [words] = keywordsOf([cards, ['credit card blocked', 'lost my credit card', 'a new credit card']])
    expect(words?.[0]).toBe('gift card')
    expect(words?.filter(word => /gift|card/.test(word))).toHaveLength(1)
  })

  it('does not join words that stand together in few of their texts', () => {
    const apart = ['order, track', 'track; order', 'order. track', 'track: order', 'order, track, order']
    const [words] = keywordsOf([
      ['track order', 'track order', 'track order', 'track order', ...apart],
      ['order', 'track'],
    ])
    expect(words).toContain('track order')
    const [chance] = keywordsOf([
      ['track order', 'track order', ...apart],
      [...apart, 'order', 'order', 'track', 'track'],
    ])
    expect(chance).toEqual(['order', 'track'])
  })

  it('takes singular and plural, and forms that begin alike, for one word, spelled as the group mostly does', () => {
    const texts = ['refunds: late', 'refunds; where', 'a refund, please', 'refunded? no']
    const [words] = keywordsOf([texts, ['parcel']])
    expect(words?.[0]).toBe('refunds')
    expect(words?.filter(word => word.startsWith('refund'))).toHaveLength(1)
  })

  it('names no group by a word that few of its texts have', () => {
    const texts = Array.from({ length: 10 }, (_, at) => (at === 0 ? 'invoice zebra' : 'invoice'))
    expect(keywordsOf([texts, ['invoice copy', 'invoice paid']])[0]).toEqual(['invoice'])
  })

  it('reads words of other scripts and accents, also where no space parts them', () => {
    const keywords = keywordsOf([
      ['Rückerstattung, für Überweisung', 'Rückerstattung'],
      ['возврат'],
      ['我要退款', '退款什么时候到账'],
    ])
    expect(keywords.map(words => words[0])).toEqual(['rückerstattung', 'возврат', '退款'])
  })

  it('has no keywords for texts without words, and none without groups', () => {
    expect(keywordsOf([['...', '42'], []])).toEqual([[], []])
    expect(keywordsOf([])).toEqual([])
  })

  it('is not slowed down or stopped by a group with very many words', () => {
    const texts = Array.from({ length: 1_500 }, (_, at) =>
      Array.from({ length: 100 }, (_, of) => `w${letters(at * 100 + of)}`).join(', '),
    )
    expect(keywordsOf([texts.map(text => `invoice, ${text}`)])[0]?.[0]).toBe('invoice')
  })
})

describe('keywords of the simulated shop', () => {
  const OBVIOUS: { readonly [intent: string]: RegExp } = {
    'shipping times': /shipping|delivery/,
    'return policy': /return/,
    'store hours': /store|hours|open/,
    'gift cards': /gift card/,
    'order status': /order/,
    'update address': /address/,
    'password reset': /password|reset/,
    'loyalty points': /loyalty|points/,
    'refund damaged item': /refund|damaged/,
    'exchange item': /exchange/,
    'dispute charge': /dispute|charge/,
  }
  const names = SIMULATED_INTENTS.map(({ name }) => name)
  const keywords = keywordsOf(SIMULATED_INTENTS.map(requestsOf))

  it.each(names)('has an obvious word of "%s" among the first two of its stratum', name => {
    expect(keywords[names.indexOf(name)]?.slice(0, 2).join(' | ')).toMatch(OBVIOUS[name] ?? /never/)
  })

  it('gives every intent a first keyword of its own', () => {
    expect(new Set(keywords.map(words => words[0])).size).toBe(names.length)
  })
})

/** Every wording of an intent, with values that repeat as rarely as in real traffic. */
function requestsOf(intent: (typeof SIMULATED_INTENTS)[number], position: number): readonly string[] {
  const wordings = intent.openings.flatMap(opening =>
    intent.cores.flatMap(core => intent.closings.map(closing => opening + core + closing)),
  )
  return wordings.map((wording, at) =>
    wording.replace(/\{(\w+)\}/g, (_, slot) => slotsOf(at + position * 1_000)[slot as keyof Slots] ?? ''),
  )
}

function slotsOf(at: number): Slots {
  const one = (words: string): string => words.split(', ')[at % words.split(', ').length] ?? ''
  return {
    item: one('floor rug, picture frame, desk lamp, camping tent, rain jacket, coffee grinder, wool scarf'),
    orderId: `A${10_000 + at}`,
    city: one('Lyon, Hamburg, Porto, Oslo, Ghent, Turin, Graz, Malmo, Split, Cork, Bari'),
    amount: `${at % 180}.50`,
    name: one('Ana Silva, Jo Rossi, Max Meyer, Eva Novak, Ida Berg'),
    email: '<EMAIL>',
    phone: '<PHONE>',
    card: '<CREDIT_CARD>',
    address: `${at % 200} ${one('Mill Lane, Park Avenue, High Street')}, ${one('Lyon, Hamburg, Porto, Oslo')}`,
  }
}

/** A number in letters: numbers with digits are identifiers. */
function letters(value: number): string {
  return value.toString(26).replace(/\d/g, digit => 'qrstuvwxyz'[Number(digit)] ?? '')
}
