import type { TokenUsage } from '../../records/token-usage.ts'
import { tierOf } from './price-of.ts'
import type { PriceRow, TokenPrices } from './price-table.ts'

/** How a request is put: answered at once, or in a job of many within a day. */
export type PriceMode = 'standard' | 'batch'

/** Every token of the input, whether it was read from a cache, written to one, or neither. */
export function totalInputTokens({ inputTokens, cacheReadTokens, cacheWriteTokens }: TokenUsage): number {
  return Object.values(cacheWriteTokens).reduce((sum, tokens) => sum + tokens, inputTokens + cacheReadTokens)
}

/**
 * What one answered request costs, integer pico-dollars. The whole request, output included, is billed at the tier
 * of its whole input; output includes reasoning. A fraction of a pico-dollar is rounded to the nearest, ties to even.
 *
 * @returns undefined when the row has no price for a kind of token that was used, for a request of this size, or
 *   for the mode: never 0 for what nobody knows.
 */
export function costOf(usage: TokenUsage, row: PriceRow, mode: PriceMode = 'standard'): number | undefined {
  const tier = tierOf(row, totalInputTokens(usage))
  const ratio = mode === 'standard' ? { num: 1, den: 1 } : row.modes[mode]
  if (tier === undefined || ratio === undefined) return undefined
  const parts = partsOf(usage, tier).filter(([tokens]) => tokens > 0)
  let sum = 0n
  for (const [tokens, picoUsd] of parts) {
    if (picoUsd === undefined) return undefined
    sum += BigInt(tokens) * BigInt(picoUsd)
  }
  return Number(halfEven(sum * BigInt(ratio.num), BigInt(ratio.den)))
}

function partsOf(
  usage: TokenUsage,
  tier: TokenPrices,
): readonly (readonly [tokens: number, picoUsd: number | undefined])[] {
  const writes = Object.entries(usage.cacheWriteTokens).map(
    ([lifetime, tokens]) => [tokens, ownPrice(tier, lifetime)] as const,
  )
  return [
    [usage.inputTokens, tier.inputPicoUsd],
    [usage.cacheReadTokens, tier.cacheReadPicoUsd],
    [usage.outputTokens, tier.outputPicoUsd],
    ...writes,
  ]
}

function ownPrice({ cacheWritePicoUsd }: TokenPrices, lifetime: string): number | undefined {
  return Object.hasOwn(cacheWritePicoUsd, lifetime) ? cacheWritePicoUsd[lifetime] : undefined
}

function halfEven(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor
  const twice = (value % divisor) * 2n
  const isUp = twice > divisor || (twice === divisor && quotient % 2n === 1n)
  return isUp ? quotient + 1n : quotient
}
