import type { PriceTable } from './price-table.ts'

/** What the config says a model costs, integer pico-dollars per token; 0 for a machine of one's own. */
export type OwnPrice = {
  readonly provider: string
  readonly model: string
  readonly inputPicoUsd: number
  readonly outputPicoUsd: number
}

/**
 * The table with a price of the user's own before all others, at any time and size. Cached input counts as input:
 * what a gateway charges for it nobody said, and it is never more.
 */
export function withOwnPrice(table: PriceTable, price: OwnPrice): PriceTable {
  const { provider, model, inputPicoUsd, outputPicoUsd } = price
  const tier = {
    maxInputTokens: undefined,
    inputPicoUsd,
    outputPicoUsd,
    cacheReadPicoUsd: inputPicoUsd,
    cacheWritePicoUsd: { '5m': inputPicoUsd, '30m': inputPicoUsd },
  }
  const row = {
    provider,
    model,
    aliases: [],
    effectiveFromMs: -Infinity,
    effectiveToMs: undefined,
    tiers: [tier] as const,
    modes: {},
    source: 'the config',
  }
  return { ...table, rows: [row, ...table.rows] }
}
