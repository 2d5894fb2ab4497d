import type { PriceTable, TokenPrices } from './price-table.ts'

/**
 * What a model's tokens cost at a moment: the row with exactly this id or alias, never one that merely begins alike.
 *
 * @param atMs - milliseconds since the epoch.
 * @param inputTokens - decides the tier where a model has several.
 * @returns undefined when there is no such row, or none for this moment or size: refuse, never count it as free.
 */
export function priceOf(
  table: PriceTable,
  provider: string,
  model: string,
  atMs: number,
  inputTokens = 0,
): TokenPrices | undefined {
  const row = table.rows.find(
    each =>
      each.provider === provider &&
      (each.model === model || each.aliases.includes(model)) &&
      each.effectiveFromMs <= atMs &&
      atMs < (each.effectiveToMs ?? Infinity),
  )
  return row?.tiers.find(tier => inputTokens <= (tier.maxInputTokens ?? Infinity))
}
