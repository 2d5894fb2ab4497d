import { expect, it } from 'vitest'
import { costOf } from '../../../models/prices/cost-of.ts'
import { shippedPrices } from '../../../models/prices/shipped-prices.ts'
import { anthropicCost } from './anthropic-prices.ts'

const ROWS = shippedPrices().rows.filter(row => row.provider === 'anthropic')

it.each(ROWS)('$model costs in the simulator what the shipped table says', row => {
  const atMs = Math.max(row.effectiveFromMs, Date.UTC(2026, 8, 1))
  for (const inputTokens of [1, 94_000, 94_001, 300_000]) {
    const cacheWriteTokens = { '5m': 3000, '1h': 2000 }
    const usage = {
      inputTokens,
      cacheReadTokens: 1000,
      cacheWriteTokens,
      outputTokens: 700,
      reasoningTokens: 600,
    }
    for (const mode of ['standard', 'batch'] as const) {
      const cost = anthropicCost({ model: row.model, usage, isBatch: mode === 'batch', atMs })
      expect([inputTokens, mode, cost]).toEqual([inputTokens, mode, costOf(usage, row, mode)])
    }
  }
})

it('the shipped table has the models of the price list', () => {
  expect(ROWS.map(row => row.model)).toEqual(
    expect.arrayContaining(['claude-sonnet-4-6', 'claude-sonnet-5-5', 'claude-haiku-5-5', 'claude-opus-5-5']),
  )
})
