import { expect, it } from 'vitest'
import { costOf } from './cost-of.ts'
import { priceRowOf } from './price-of.ts'
import { shippedPrices } from './shipped-prices.ts'
import { withOwnPrice } from './with-own-price.ts'

const OWN = { provider: 'openai', model: 'gpt-5-mini', inputPicoUsd: 7, outputPicoUsd: 11 }

it('wins over the shipped price at any time, and changes no other model', () => {
  const table = withOwnPrice(shippedPrices(), OWN)
  const row = priceRowOf(table, 'openai', 'gpt-5-mini', 0)
  const usage = {
    inputTokens: 1,
    cacheReadTokens: 10,
    cacheWriteTokens: { '30m': 100 },
    outputTokens: 1_000,
    reasoningTokens: 0,
  }
  expect(row === undefined ? undefined : costOf(usage, row)).toBe(111 * 7 + 1_000 * 11)
  const other = ['openai', 'gpt-5-nano', Date.UTC(2026, 10, 24)] as const
  expect(priceRowOf(table, ...other)).toEqual(priceRowOf(shippedPrices(), ...other))
})
