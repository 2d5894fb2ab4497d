import { PER_TOKEN, picoUsdPerToken, SourceNumber, type SourceValue } from './import-decimal.ts'
import { CACHE_LIFETIMES, type ImportedTier, type Read, tierOfPrices } from './import-price.ts'

type Entry = { readonly [key: string]: SourceValue }

/** Whose list a LiteLLM provider is; bare Gemini ids stand under Vertex, whose prices are the same as a rule. */
const PROVIDERS: { readonly [name: string]: { readonly provider: string; readonly isSecondHand: boolean } } =
  {
    anthropic: { provider: 'anthropic', isSecondHand: false },
    openai: { provider: 'openai', isSecondHand: false },
    gemini: { provider: 'google', isSecondHand: false },
    'vertex_ai-language-models': { provider: 'google', isSecondHand: true },
    'vertex_ai-embedding-models': { provider: 'google', isSecondHand: true },
  }
const PREFIX = /^(anthropic|openai|gemini)\//
const TEXT_MODES: readonly string[] = ['chat', 'responses', 'embedding']
const ABOVE =
  /^(?:(?:input|output)_cost_per_token|cache_(?:read|creation)_input_token_cost(?:_above_1hr)?)_above_(\d+)k_tokens$/

/**
 * One entry of LiteLLM's `model_prices_and_context_window.json`: dollars per token, `_above_200k_tokens` and its like as
 * tiers of the whole request, `_batches` as a mode where it is one fraction of both prices.
 */
export function readLiteLlmEntry(key: string, entry: Entry): Read {
  const owner = own(PROVIDERS, entry.litellm_provider)
  if (owner === undefined) return 'other provider'
  if (!TEXT_MODES.includes(String(entry.mode))) return 'not text or embeddings'
  const model = key.replace(PREFIX, '')
  if (model.includes('/') || (owner.isSecondHand && !model.startsWith('gemini-')))
    return 'regional or other spelling'
  // A fee per request has no place in a price per token.
  if ((picoUsdPerToken(entry.input_cost_per_request, PER_TOKEN) ?? 0) > 0) return 'no usable price'
  const bounds = boundsOf(entry)
  const tiers = ['', ...bounds.map(bound => `_above_${bound}k_tokens`)].map((suffix, index) =>
    tierAt(entry, owner.provider, suffix, bounds[index]),
  )
  const known = tiers.filter(tier => tier !== undefined)
  const [first, ...more] = known
  const needsOutput = entry.mode !== 'embedding'
  if (first === undefined || known.length < tiers.length) return 'no usable price'
  if (needsOutput && known.some(tier => tier.out === undefined)) return 'no usable price'
  if (first.in === 0) return 'free in the source'
  return {
    provider: owner.provider,
    model,
    tiers: [first, ...more],
    ...batchOf(entry, first),
    isSecondHand: owner.isSecondHand,
  }
}

/** Sizes of request, in thousands of tokens, from which on some price is another one. */
function boundsOf(entry: Entry): readonly number[] {
  const bounds = Object.entries(entry).flatMap(([field, value]) => {
    const bound = ABOVE.exec(field)?.[1]
    return bound === undefined || !(value instanceof SourceNumber) ? [] : [Number(bound)]
  })
  return [...new Set(bounds)].sort((a, b) => a - b)
}

function tierAt(
  entry: Entry,
  provider: string,
  suffix: string,
  bound: number | undefined,
): ImportedTier | undefined {
  // What an upper tier does not name costs what it costs below.
  const price = (field: string): number | undefined =>
    picoUsdPerToken(entry[`${field}${suffix}`] ?? entry[field], PER_TOKEN)
  const lifetime = own(CACHE_LIFETIMES, provider)
  const output = entry.mode === 'embedding' ? undefined : price('output_cost_per_token')
  const reasoning = price('output_cost_per_reasoning_token')
  return tierOfPrices({
    maxInputTokens: bound === undefined ? null : bound * 1000,
    input: price('input_cost_per_token'),
    // Reasoning is counted as output: the dearer of two prices is never too little.
    output: output === undefined ? undefined : Math.max(output, reasoning ?? 0),
    cacheRead: price('cache_read_input_token_cost'),
    cacheWrite: {
      ...(lifetime === undefined ? {} : { [lifetime]: price('cache_creation_input_token_cost') }),
      '1h': price('cache_creation_input_token_cost_above_1hr'),
    },
  })
}

function batchOf(entry: Entry, { in: input, out }: ImportedTier) {
  const batchInput = picoUsdPerToken(entry.input_cost_per_token_batches, PER_TOKEN)
  const batchOutput = picoUsdPerToken(entry.output_cost_per_token_batches, PER_TOKEN)
  if (batchInput === undefined) return {}
  const isOneFraction =
    out === undefined || (batchOutput !== undefined && batchInput * out === batchOutput * input)
  if (!isOneFraction) return {}
  const common = greatestDivisor(batchInput, input)
  return { modes: { batch: { num: batchInput / common, den: input / common } } }
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b)
}

function own<T>(table: { readonly [key: string]: T }, key: SourceValue | undefined): T | undefined {
  return typeof key === 'string' && Object.hasOwn(table, key) ? table[key] : undefined
}
