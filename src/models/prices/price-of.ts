import type { PriceRow, PriceTable, TokenPrices } from './price-table.ts'

/**
 * The row of a model at a moment: the one with exactly this id or alias, never one that merely begins alike.
 *
 * @param atMs - milliseconds since the epoch.
 * @returns undefined when there is no such row, or none for this moment: refuse, never count it as free.
 */
export function priceRowOf(
  table: PriceTable,
  provider: string,
  model: string,
  atMs: number,
): PriceRow | undefined {
  return table.rows.find(
    each =>
      each.provider === provider &&
      (each.model === model || each.aliases.includes(model)) &&
      each.effectiveFromMs <= atMs &&
      atMs < (each.effectiveToMs ?? Infinity),
  )
}

/** The prices for a request with so many input tokens, cached ones included; undefined: larger than any price. */
export function tierOf(row: PriceRow, inputTokens: number): TokenPrices | undefined {
  return row.tiers.find(tier => inputTokens <= (tier.maxInputTokens ?? Infinity))
}

/**
 * What a model's tokens cost at a moment, see `priceRowOf` and `tierOf`.
 *
 * @param inputTokens - decides the tier where a model has several.
 */
export function priceOf(
  table: PriceTable,
  provider: string,
  model: string,
  atMs: number,
  inputTokens = 0,
): TokenPrices | undefined {
  const row = priceRowOf(table, provider, model, atMs)
  return row === undefined ? undefined : tierOf(row, inputTokens)
}
