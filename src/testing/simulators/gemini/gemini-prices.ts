import type { CostOf } from '../core/billing.ts'

/** Dollars per million tokens: input, output (thoughts included), cache read. */
type Price = readonly [input: number, output: number, read: number]

/** One dollar per million tokens is so many pico-dollars a token. */
const PICO_PER_TOKEN = 1_000_000
const LONG_PROMPT_TOKENS = 200_000
const PROMOTION_ENDS_MS = Date.UTC(2027, 0, 1)

const THREE_PRO: Price = [2, 12, 0.2]
const PROMOTED: Price = [0.75, 3.75, 0.075]

/** Google's price list as of 2026-11-22, kept apart from the product's own table so that one checks the other. */
const PRICES: { readonly [model: string]: Price } = {
  'gemini-2.5-flash': [0.3, 2.5, 0.03],
  'gemini-2.5-flash-lite': [0.1, 0.4, 0.01],
  'gemini-2.5-pro': [1.25, 10, 0.125],
  'gemini-3-flash-preview': [0.5, 3, 0.05],
  'gemini-3-pro-preview': THREE_PRO,
  'gemini-3.1-pro-preview': THREE_PRO,
  'gemini-3.1-flash-lite': [0.25, 1.5, 0.025],
  'gemini-3.5-flash': [1.5, 9, 0.15],
  'gemini-3.6-flash': PROMOTED,
  'gemini-3.7-flash': PROMOTED,
  'gemini-3.8-flash': PROMOTED,
  'gemini-embedding-001': [0.15, 0, 0],
  'gemini-embedding-2': [0.2, 0, 0],
}

/** Beyond 200,000 prompt tokens, cached ones included, for the whole request. */
const LONG_PRICES: { readonly [model: string]: Price } = {
  'gemini-2.5-pro': [2.5, 15, 0.25],
  'gemini-3-pro-preview': [4, 18, 0.4],
  'gemini-3.1-pro-preview': [4, 18, 0.4],
}

/**
 * What Google charges, in integer pico-dollars: thoughts as output, batches at half, the promoted models twice as much
 * from 2027 on.
 *
 * @throws {RangeError} for a model without a price.
 */
export const geminiCost: CostOf = ({ model, usage, isBatch, atMs }) => {
  const isLong = usage.inputTokens + usage.cacheReadTokens > LONG_PROMPT_TOKENS
  const price = (isLong ? LONG_PRICES[model] : undefined) ?? PRICES[model]
  if (price === undefined) throw new RangeError(`Expected a price for ${model}, found none in the simulator.`)
  const [input, output, read] = price
  const cost =
    usage.inputTokens * picoOf(input) +
    usage.cacheReadTokens * picoOf(read) +
    usage.outputTokens * picoOf(output)
  const factor = price === PROMOTED && atMs >= PROMOTION_ENDS_MS ? 2 : 1
  return (cost * factor) / (isBatch ? 2 : 1)
}

/** Rounded, because 0.3 times a million is not quite a whole number in binary. */
function picoOf(dollarsPerMillion: number): number {
  return Math.round(dollarsPerMillion * PICO_PER_TOKEN)
}
