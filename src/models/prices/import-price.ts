/** One size of request, in the form of the price file. */
export type ImportedTier = {
  readonly max_input_tokens: number | null
  readonly in: number
  readonly out?: number
  readonly cache_read?: number
  readonly cache_write?: { readonly [lifetime: string]: number }
}

/** A price as a source has it, before it is a row. */
export type ImportedPrice = {
  readonly provider: string
  readonly model: string
  /** Smallest first. */
  readonly tiers: readonly [ImportedTier, ...ImportedTier[]]
  readonly modes?: { readonly batch: { readonly num: number; readonly den: number } }
  /** The source has it under another service of the same provider: taken only where nothing better is. */
  readonly isSecondHand: boolean
}

/** Why entries of a source were left out, in words. */
export type SkipReason =
  | 'other provider'
  | 'regional or other spelling'
  | 'not text or embeddings'
  | 'no usable price'
  | 'free in the source'
  | 'two different prices'

export type Read = ImportedPrice | SkipReason

/** Where input written to a cache has a single price, the lifetime it is for, by provider. */
export const CACHE_LIFETIMES: { readonly [provider: string]: string } = { anthropic: '5m', openai: '30m' }

/** The tier with the prices that are known; undefined without an input price. */
export function tierOfPrices(prices: {
  readonly maxInputTokens: number | null
  readonly input: number | undefined
  readonly output: number | undefined
  readonly cacheRead: number | undefined
  readonly cacheWrite: { readonly [lifetime: string]: number | undefined }
}): ImportedTier | undefined {
  const { maxInputTokens, input, output, cacheRead, cacheWrite } = prices
  if (input === undefined) return undefined
  const writes = Object.entries(cacheWrite).flatMap(([lifetime, price]) =>
    price === undefined ? [] : [[lifetime, price] as const],
  )
  return {
    max_input_tokens: maxInputTokens,
    in: input,
    ...(output === undefined ? {} : { out: output }),
    ...(cacheRead === undefined ? {} : { cache_read: cacheRead }),
    ...(writes.length === 0 ? {} : { cache_write: Object.fromEntries(writes) }),
  }
}
