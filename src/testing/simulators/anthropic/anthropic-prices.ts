import type { CostOf } from '../core/billing.ts'
import { undatedModel } from './model-rules.ts'

/** Dollars per million tokens: input, output, cache read, written for five minutes and for an hour. */
type Prices = readonly [input: number, output: number, read: number, write5m: number, write1h: number]

/** One dollar per million tokens is so many pico-dollars a token. */
const PICO_PER_TOKEN = 1_000_000

const SONNET: Prices = [3, 15, 0.3, 3.75, 6]
const OPUS: Prices = [5, 25, 0.5, 6.25, 10]
const SONNET_5_5_CHEAPER_FROM_MS = Date.UTC(2026, 9, 7)

/** Beyond so many input tokens, cached ones included, the whole request costs so many times as much. */
const LONG: {
  readonly [model: string]: { readonly above: number; readonly input: number; readonly output: number }
} = {
  'claude-haiku-5-5': { above: 100_000, input: 5, output: 5 },
  'claude-sonnet-4-5': { above: 200_000, input: 2, output: 1.5 },
}
const SHORT = { input: 1, output: 1 }

/** Anthropic's price list as of 2026-11-22, kept apart from the product's own table so that one checks the other. */
const PRICES: { readonly [model: string]: Prices } = {
  'claude-haiku-4-5': [1, 5, 0.1, 1.25, 2],
  'claude-sonnet-4-5': SONNET,
  'claude-sonnet-4-6': SONNET,
  'claude-sonnet-5': [2, 10, 0.2, 2.5, 4],
  'claude-sonnet-5-5': [2, 10, 0.1, 2.5, 4],
  'claude-haiku-5-5': [0.1, 0.5, 0.01, 0.125, 0.2],
  'claude-opus-4-5': OPUS,
  'claude-opus-4-6': OPUS,
  'claude-opus-4-7': OPUS,
  'claude-opus-4-8': OPUS,
  'claude-opus-5': OPUS,
  'claude-opus-5-5': [4, 20, 0.2, 5, 8],
  // Nowhere stated; that of its successor is assumed.
  'claude-fable-5': [10, 50, 0.25, 12.5, 20],
  'claude-fable-5-1': [10, 50, 0.25, 12.5, 20],
}

/**
 * What Anthropic charges, in integer pico-dollars: thinking as output, batches at half, and long requests more
 * where the model has such a price.
 *
 * @throws {RangeError} for a model or a cache lifetime without a price.
 */
export const anthropicCost: CostOf = ({ model, usage, isBatch, atMs }) => {
  const prices = PRICES[undatedModel(model)]
  if (prices === undefined)
    throw new RangeError(`Expected a price for ${model}, found none in the simulator.`)
  const [input, output, read, write5m, write1h] = prices
  const isOldRead = model === 'claude-sonnet-5-5' && atMs < SONNET_5_5_CHEAPER_FROM_MS
  const writes: { readonly [lifetime: string]: number } = { '5m': write5m, '1h': write1h }
  const written = Object.entries(usage.cacheWriteTokens).map(([lifetime, tokens]) => {
    const price = writes[lifetime]
    if (price === undefined) throw new RangeError(`Expected a price for ${model}'s ${lifetime} cache.`)
    return { tokens, price }
  })
  const parts = [
    { tokens: usage.inputTokens, price: input },
    { tokens: usage.cacheReadTokens, price: isOldRead ? 0.2 : read },
    ...written,
  ]
  const long = LONG[undatedModel(model)]
  const isLong = long !== undefined && sumOf(parts, part => part.tokens) > long.above
  const factors = isLong ? long : SHORT
  const cost =
    sumOf(parts, part => part.tokens * picoOf(part.price)) * factors.input +
    usage.outputTokens * picoOf(output) * factors.output
  return isBatch ? cost / 2 : cost
}

/** Rounded, because 0.3 times a million is not quite a whole number in binary. */
function picoOf(dollarsPerMillion: number): number {
  return Math.round(dollarsPerMillion * PICO_PER_TOKEN)
}

function sumOf<T>(items: readonly T[], amountOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + amountOf(item), 0)
}
