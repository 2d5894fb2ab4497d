import type { ModelRequest } from '../language-model.ts'
import type { PriceMode } from './cost-of.ts'
import type { PriceRow, TokenPrices } from './price-table.ts'

/** Roles, separators and what a provider adds around each message. */
const TOKENS_PER_MESSAGE = 16
/** What a provider adds to every request. */
const TOKENS_PER_REQUEST = 64
/** The instructions a provider adds where there are tools or a schema (Anthropic's tool prompt is about 530). */
const TOKENS_OF_TOOL_PROMPT = 600

/**
 * At most so many input tokens a request has: one for every byte of its text, tools and schema, which no tokenizer
 * over bytes exceeds, and a fixed number for what the provider adds. Prose has four bytes a token; the difference is set
 * aside only while the call is under way, whereas a bound that digits or emoji can break would freeze the ledger.
 */
export function inputTokensAtMost(request: ModelRequest): number {
  const { system = '', messages, tools = [], answerSchema } = request
  const texts = messages.flatMap(message =>
    message.role === 'assistant'
      ? [message.text, ...message.calls.flatMap(call => [call.id, call.name, call.arguments])]
      : [message.text],
  )
  const schemas = [...tools, ...(answerSchema === undefined ? [] : [answerSchema])]
  const bytes = [system, ...texts, ...schemas.map(schema => JSON.stringify(schema))].reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    0,
  )
  const around = TOKENS_PER_REQUEST + TOKENS_PER_MESSAGE * (messages.length + 1)
  return bytes + around + (schemas.length > 0 ? TOKENS_OF_TOOL_PROMPT : 0)
}

export type WorstCase = {
  readonly inputTokens: number
  readonly maxOutputTokens: number
  /** The lifetime of the cache that input can be written to, at a price of its own; undefined: none is. */
  readonly cacheLifetime: string | undefined
  readonly mode?: PriceMode
}

/**
 * The most a request can cost, integer pico-dollars, rounded up: all of its input at the dearest price that can
 * apply to it, and as much output as it may have, at the dearest tier it can reach.
 *
 * @returns undefined when a price is not known.
 */
export function worstCostOf(row: PriceRow, worst: WorstCase): number | undefined {
  const { inputTokens, maxOutputTokens, cacheLifetime, mode = 'standard' } = worst
  const last = row.tiers.findIndex(tier => inputTokens <= (tier.maxInputTokens ?? Infinity))
  const ratio = mode === 'standard' ? { num: 1, den: 1 } : row.modes[mode]
  if (last < 0 || ratio === undefined) return undefined
  const costs = row.tiers.slice(0, last + 1).map(tier => {
    if (tier.outputPicoUsd === undefined) return undefined
    return inputTokens * dearestInput(tier, cacheLifetime) + maxOutputTokens * tier.outputPicoUsd
  })
  const known = costs.filter(cost => cost !== undefined)
  return known.length < costs.length ? undefined : Math.ceil((Math.max(...known) * ratio.num) / ratio.den)
}

function dearestInput(
  { inputPicoUsd, cacheWritePicoUsd }: TokenPrices,
  lifetime: string | undefined,
): number {
  const write = lifetime === undefined ? undefined : cacheWritePicoUsd[lifetime]
  return Math.max(inputPicoUsd, write ?? 0)
}
