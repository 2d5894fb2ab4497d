import { describe, expect, it } from 'vitest'
import { bareTrace } from '../../records/bare-trace.ts'
import type { TraceId } from '../../records/ids.ts'
import type { RedactedTrace } from '../../records/trace.ts'
import { commonWords } from './common-words.ts'
import { createRealShingles } from './real-shingles.ts'
import { createTextMaker } from './synthetic-text.ts'

const PRODUCTS = [
  'yoga mat',
  'rain jacket',
  'bike helmet',
  'bath towel',
  'phone case',
  'garden hose',
  'bread knife',
  'floor rug',
]

/** Eight products and two reasons, each of five customers. */
const TRACES = Array.from({ length: 40 }, (_, index): RedactedTrace => {
  const product = PRODUCTS[index % PRODUCTS.length] ?? ''
  const value = { item: product as never, reason: (index % 2 === 0 ? 'damaged' : 'late') as never }
  return {
    ...bareTrace(`t${index}` as TraceId, [
      { role: 'user', text: `my ${product} is here` as never, calls: [] },
      {
        role: 'assistant',
        text: '' as never,
        calls: [{ id: 'c', name: 'refund', arguments: { kind: 'parsed', value } }],
        finishReason: undefined,
      },
    ]),
    customerId: `c${index}`,
  }
})

function makerOf(seed: string) {
  return createTextMaker(seed, {
    common: commonWords(TRACES),
    real: createRealShingles(100),
    pseudonym: (entity, value) => `<${entity} ${value}>`,
  })
}

const SEEDS = Array.from({ length: 40 }, (_, seed) => `${seed}`)

describe('createTextMaker', () => {
  it('makes a product another one, the same in text and call, and leaves a choice of two', () => {
    const products = SEEDS.map(seed => {
      const maker = makerOf(seed)
      const text = maker.text('the yoga mat is damaged', 'other')
      const call = maker.json({ item: 'yoga mat', reason: 'damaged' }, '')
      const product = PRODUCTS.find(each => text.includes(each))
      expect(call).toEqual({ item: product, reason: 'damaged' })
      return product
    })
    expect(new Set(products).size).toBeGreaterThan(4)
  })

  it('gives a value everywhere the same other one, of the same shape', () => {
    for (const seed of SEEDS) {
      const maker = makerOf(seed)
      const text = maker.text('order A48213 of 2026-11-02, 296.74 for <EMAIL_k1_0A1B2C3D>', 'other')
      const found = /^order (A\d{5}) of (\d{4}-\d\d-\d\d), (\d{3}\.\d\d) for <EMAIL \d+>$/.exec(text)
      expect(found?.[1]).not.toBe('A48213')
      expect(found?.[2]).not.toBe('2026-11-02')
      expect(maker.json({ order: 'A48213' }, '')).toEqual({ order: found?.[1] })
    }
  })

  it('keeps small counts and says `item` for what nobody else says', () => {
    expect(makerOf('1').text('2 tickets for the zephyrometer', 'other')).toBe('2 tickets for the item')
  })

  it('answers JSON with JSON of the same keys', () => {
    const made = JSON.parse(makerOf('1').text('{"a":{"b":[1,"x y"],"c":true},"n":4711}', 'other'))
    expect(made).toMatchObject({ a: { b: [1, 'item'], c: true } })
    expect(String(made.n)).toMatch(/^\d{4}$/)
    expect(made.n).not.toBe(4711)
  })

  it('takes text nested a hundred thousand deep for words', () => {
    expect(makerOf('1').text('['.repeat(100_000), 'other')).toBe('['.repeat(100_000))
  })
})
