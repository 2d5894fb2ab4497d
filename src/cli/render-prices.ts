import type { TokenPrices } from '../models/prices/price-table.ts'
import { dayOf, type ListedPrice } from './read-prices.ts'
import { tableLines } from './table-lines.ts'

const PICO_PER_MICRO = 1_000_000

/** The prices as a table, US dollars per million tokens; `-`: no such price is known. */
export function renderPrices(listed: readonly ListedPrice[]): string {
  const header = [
    'provider',
    'model',
    'input up to',
    'in',
    'out',
    'cached',
    'batch',
    'from',
    'until',
    'checked',
    'origin',
  ]
  const rows = listed.flatMap(({ row, origin, checkedOn }) =>
    row.tiers.map((tier, index) => [
      index === 0 ? row.provider : '',
      index === 0 ? row.model : '',
      tier.maxInputTokens === undefined ? '' : String(tier.maxInputTokens),
      ...moneyOf(tier),
      index > 0 ? '' : row.modes.batch === undefined ? '-' : `x${row.modes.batch.num / row.modes.batch.den}`,
      ...(index === 0
        ? [
            dayOf(row.effectiveFromMs),
            row.effectiveToMs === undefined ? '' : dayOf(row.effectiveToMs),
            checkedOn,
            origin,
          ]
        : ['', '', '', '']),
    ]),
  )
  return ['US dollars per million tokens', '', ...tableLines(header, rows, [2, 3, 4, 5, 6]), ''].join('\n')
}

/** The prices for programs: whole pico-dollars per token, as in the price file. */
export function renderPricesJson(listed: readonly ListedPrice[]): string {
  const rows = listed.map(({ row, origin, checkedOn }) => ({
    provider: row.provider,
    model: row.model,
    aliases: row.aliases,
    effectiveFrom: dayOf(row.effectiveFromMs),
    effectiveTo: row.effectiveToMs === undefined ? null : dayOf(row.effectiveToMs),
    tiers: row.tiers.map(tier => ({
      maxInputTokens: tier.maxInputTokens ?? null,
      inputPicoUsd: tier.inputPicoUsd,
      outputPicoUsd: tier.outputPicoUsd ?? null,
      cacheReadPicoUsd: tier.cacheReadPicoUsd ?? null,
      cacheWritePicoUsd: tier.cacheWritePicoUsd,
    })),
    modes: row.modes,
    origin,
    checkedOn,
    source: row.source,
  }))
  return `${JSON.stringify({ kind: 'tidegate-prices', schemaVersion: 1, rows }, null, 2)}\n`
}

function moneyOf(tier: TokenPrices): readonly string[] {
  return [tier.inputPicoUsd, tier.outputPicoUsd, tier.cacheReadPicoUsd].map(pico =>
    pico === undefined ? '-' : String(pico / PICO_PER_MICRO),
  )
}
