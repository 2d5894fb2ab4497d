import { PER_MILLION, picoUsdPerToken, SourceNumber, type SourceValue } from './import-decimal.ts'
import { CACHE_LIFETIMES, type ImportedTier, type Read, tierOfPrices } from './import-price.ts'
import { isPlain } from './import-text.ts'

/** Providers of the list that are called here; the others of its hundred resell. */
const PROVIDERS: readonly string[] = ['anthropic', 'google', 'openai']

type Table = { readonly [key: string]: SourceValue }

/**
 * One model of models.dev, from its TOML file or the combined JSON: dollars per million tokens, `[[cost.tiers]]` or the
 * older `context_over_200k` as tiers of the whole request.
 *
 * @param model - the id: the name of the TOML file, or the key in the JSON.
 */
export function readModelsDevModel(provider: string, model: string, entry: SourceValue): Read {
  if (!PROVIDERS.includes(provider)) return 'other provider'
  if (model.includes('/')) return 'regional or other spelling'
  const cost = isPlain(entry) ? entry.cost : undefined
  if (!isPlain(cost)) return 'no usable price'
  const bands = [{ from: 0, prices: cost }, ...upperBands(cost)].sort((a, b) => a.from - b.from)
  const tiers = bands.map(({ prices }, index) =>
    tierAt(provider, { ...cost, ...prices }, bands[index + 1]?.from),
  )
  const known = tiers.filter(tier => tier !== undefined)
  const [first, ...more] = known
  if (first === undefined || known.length < tiers.length) return 'no usable price'
  if (known.some(tier => tier.out === undefined)) return 'no usable price'
  if (first.in === 0) return 'free in the source'
  return { provider, model, tiers: [first, ...more], isSecondHand: false }
}

function upperBands(cost: Table): readonly { readonly from: number; readonly prices: Table }[] {
  const { tiers, context_over_200k: over200k } = cost
  if (Array.isArray(tiers) && tiers.length > 0)
    return tiers.map(prices => ({
      from: isPlain(prices) ? sizeOf(prices.tier) : Number.NaN,
      prices: isPlain(prices) ? prices : {},
    }))
  return isPlain(over200k) ? [{ from: 200_000, prices: over200k }] : []
}

function sizeOf(tier: SourceValue | undefined): number {
  const size = isPlain(tier) ? tier.size : undefined
  return size instanceof SourceNumber ? Number(size.text) : Number.NaN
}

function tierAt(provider: string, prices: Table, next: number | undefined): ImportedTier | undefined {
  // A band whose bound cannot be read has no price: any other answer would be a guess.
  if (next !== undefined && !(Number.isSafeInteger(next) && next > 0)) return undefined
  const price = (field: string): number | undefined => picoUsdPerToken(prices[field], PER_MILLION)
  const lifetime = Object.hasOwn(CACHE_LIFETIMES, provider) ? CACHE_LIFETIMES[provider] : undefined
  const output = price('output')
  return tierOfPrices({
    maxInputTokens: next ?? null,
    input: price('input'),
    output: output === undefined ? undefined : Math.max(output, price('reasoning') ?? 0),
    cacheRead: price('cache_read'),
    cacheWrite: lifetime === undefined ? {} : { [lifetime]: price('cache_write') },
  })
}
