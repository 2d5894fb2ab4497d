import type { CostOf } from '../core/billing.ts'
import { promptTokensOf } from './create-openai-completer.ts'

/** Dollars per million tokens. */
type Price = {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite?: { readonly [lifetime: string]: number }
  /** Beyond 272,000 input tokens the whole request costs twice the input and cache, and one and a half the output. */
  readonly isLong?: boolean
}

/** One dollar per million tokens is so many pico-dollars a token. */
const PICO_PER_TOKEN = 1_000_000
const LONG_INPUT_TOKENS = 272_000

/** OpenAI's price list as of 2026-11-22, kept apart from the product's own table so that one checks the other. */
const PRICES: { readonly [model: string]: Price } = {
  'gpt-4o': { input: 2.5, output: 10, cacheRead: 1.25 },
  'gpt-4o-mini': { input: 0.15, output: 0.6, cacheRead: 0.075 },
  'gpt-4.1': { input: 2, output: 8, cacheRead: 0.5 },
  'gpt-4.1-mini': { input: 0.4, output: 1.6, cacheRead: 0.1 },
  o3: { input: 2, output: 8, cacheRead: 0.5 },
  'o4-mini': { input: 1.1, output: 4.4, cacheRead: 0.275 },
  'gpt-5': { input: 1.25, output: 10, cacheRead: 0.125 },
  'gpt-5-mini': { input: 0.25, output: 2, cacheRead: 0.025 },
  'gpt-5-nano': { input: 0.05, output: 0.4, cacheRead: 0.005 },
  'gpt-5.1': { input: 1.25, output: 10, cacheRead: 0.125 },
  'gpt-5.2': { input: 1.75, output: 14, cacheRead: 0.175 },
  'gpt-5.4': { input: 2.5, output: 15, cacheRead: 0.25, isLong: true },
  'gpt-5.4-mini': { input: 0.75, output: 4.5, cacheRead: 0.075 },
  'gpt-5.4-nano': { input: 0.2, output: 1.25, cacheRead: 0.02 },
  'gpt-5.5': { input: 5, output: 30, cacheRead: 0.5, isLong: true },
  'gpt-5.6-luna': { input: 0.2, output: 1.2, cacheRead: 0.02, isLong: true },
  'gpt-5.6-terra': { input: 2, output: 12, cacheRead: 0.2, isLong: true },
  'gpt-6-luna': { input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite: { '30m': 0.125 }, isLong: true },
  'gpt-6-sol': { input: 2, output: 10, cacheRead: 0.2, cacheWrite: { '30m': 2.5 }, isLong: true },
  'gpt-6.1-sol': { input: 2, output: 10, cacheRead: 0.1, cacheWrite: { '30m': 2.5 }, isLong: true },
  'gpt-6.1-terra': {
    input: 1,
    output: 5,
    cacheRead: 0.05,
    cacheWrite: { '30m': 1.25, '12h': 2.5 },
    isLong: true,
  },
  // Its price of writing is nowhere stated; the others' quarter on top of the input is assumed.
  'gpt-6-astra': { input: 10, output: 50, cacheRead: 1, cacheWrite: { '30m': 12.5 }, isLong: true },
  'text-embedding-3-large': { input: 0.13, output: 0, cacheRead: 0 },
  'text-embedding-3-small': { input: 0.02, output: 0, cacheRead: 0 },
  'text-embedding-ada-002': { input: 0.1, output: 0, cacheRead: 0 },
}

/**
 * What OpenAI charges, in integer pico-dollars: cached input at its own price, reasoning as output, batches at half.
 *
 * @throws {RangeError} for a model without a price.
 */
export const openAiCost: CostOf = ({ model, usage, isBatch }) => {
  const price = PRICES[model]
  if (price === undefined) throw new RangeError(`Expected a price for ${model}, found none in the simulator.`)
  const isLong = price.isLong === true && promptTokensOf(usage) > LONG_INPUT_TOKENS
  const inputFactor = isLong ? 2 : 1
  const outputFactor = isLong ? 1.5 : 1
  const written = Object.entries(usage.cacheWriteTokens).map(([lifetime, tokens]) => {
    const each = price.cacheWrite?.[lifetime]
    if (each === undefined) throw new RangeError(`Expected a price for ${model}'s ${lifetime} cache.`)
    return tokens * picoOf(each)
  })
  const input = usage.inputTokens * picoOf(price.input) + usage.cacheReadTokens * picoOf(price.cacheRead)
  const cost =
    (input + written.reduce((sum, each) => sum + each, 0)) * inputFactor +
    usage.outputTokens * picoOf(price.output) * outputFactor
  return isBatch ? cost / 2 : cost
}

/** Rounded, because 0.13 times a million is not quite a whole number in binary. */
function picoOf(dollarsPerMillion: number): number {
  return Math.round(dollarsPerMillion * PICO_PER_TOKEN)
}
