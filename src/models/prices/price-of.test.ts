import { describe, expect, it } from 'vitest'
import { StoreError } from '../../errors/store-error.ts'
import { priceOf } from './price-of.ts'
import { parsePriceTable } from './price-table.ts'
import { shippedPrices } from './shipped-prices.ts'
import v1 from './v1.json' with { type: 'json' }

const NOW_MS = Date.UTC(2026, 10, 24)

it.each([
  ['openai', 'text-embedding-3-large', 0.13],
  ['openai', 'text-embedding-3-small', 0.02],
  ['google', 'gemini-embedding-001', 0.15],
  ['google', 'gemini-embedding-2', 0.2],
])('%s %s costs %d dollars a million tokens', (provider, model, usd) => {
  const price = priceOf(shippedPrices(), provider, model, NOW_MS)
  expect((price?.inputPicoUsd ?? Number.NaN) * 1_000_000).toBe(usd * 1e12)
})

it('every shipped row has its source, and the table its day', () => {
  const { asOf, rows } = shippedPrices()
  expect(asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/)
  for (const row of rows) expect(row.source).toMatch(/\d{4}-\d{2}-\d{2}/)
})

it.each([
  ['openai', 'text-embedding-3-large-v2'],
  ['openai', 'text-embedding-3'],
  ['google', 'text-embedding-3-large'],
  ['openai', 'Text-Embedding-3-Large'],
])('%s %s is unknown, whatever it resembles', (provider, model) => {
  expect(priceOf(shippedPrices(), provider, model, NOW_MS)).toBeUndefined()
})

it('a model has no price before its first day', () => {
  const firstDay = Date.UTC(2024, 0, 25)
  const at = (atMs: number) => priceOf(shippedPrices(), 'openai', 'text-embedding-3-large', atMs)
  expect([at(firstDay - 1), at(firstDay)?.inputPicoUsd]).toEqual([undefined, 130_000])
})

describe('a table with dates, tiers and aliases', () => {
  const row = {
    provider: 'google',
    model: 'gemini-x',
    aliases: ['gemini-x-latest'],
    effective_from: '2026-01-01',
    effective_to: '2027-01-01',
    unit: 'pico_usd_per_token',
    tiers: [
      { max_input_tokens: 200_000, in: 750, out: 3_750 },
      { max_input_tokens: null, in: 1_500, out: 7_500 },
    ],
    source: 'test',
  }
  const later = {
    ...row,
    effective_from: '2027-01-01',
    effective_to: undefined,
    tiers: [{ max_input_tokens: null, in: 9 }],
  }
  const table = parsePriceTable({ schema: 1, as_of: '2026-11-22', rows: [row, later] }, 'test')

  it.each([
    ['gemini-x', Date.UTC(2026, 5), 200_000, 750],
    ['gemini-x', Date.UTC(2026, 5), 200_001, 1_500],
    ['gemini-x-latest', Date.UTC(2026, 5), 0, 750],
    ['gemini-x', Date.UTC(2027, 0, 1) - 1, 0, 750],
    ['gemini-x', Date.UTC(2027, 0, 1), 0, 9],
  ])('%s at %d with %d tokens costs %d', (model, atMs, tokens, expected) => {
    expect(priceOf(table, 'google', model, atMs, tokens)?.inputPicoUsd).toBe(expected)
  })
})

it.each([
  ['a missing price', { in: undefined }],
  ['a price of null', { in: null }],
  ['a broken price', { in: 0.5 }],
  ['a negative price', { in: -1 }],
])('a table with %s is refused, never read as free', (_what, change) => {
  const [first] = v1.rows
  const broken = { ...v1, rows: [{ ...first, tiers: [{ ...first?.tiers[0], ...change }] }] }
  expect(() => parsePriceTable(broken, 'prices.json')).toThrow(StoreError)
})
