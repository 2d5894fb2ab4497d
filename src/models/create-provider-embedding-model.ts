import { ConfigError } from '../errors/config-error.ts'
import { createEndpointEmbeddingModel } from './create-endpoint-embedding-model.ts'
import type { Fetch } from './egress/guarded-fetch.ts'
import type { EmbeddingEndpoint } from './embedding-endpoint.ts'
import type { EmbeddingModel } from './embedding-model.ts'
import { createGoogleEndpoint } from './google/create-google-endpoint.ts'
import { metered } from './metered.ts'
import { createOpenAiEndpoint } from './openai/create-openai-endpoint.ts'
import { priceOf } from './prices/price-of.ts'
import type { PriceTable } from './prices/price-table.ts'
import { retrying, type Sleep } from './retrying.ts'
import type { SpendLedger } from './spend/spend-ledger.ts'

export type EmbeddingProvider = 'openai' | 'google'

/** What every model behind a network is handed. */
export type EndpointDependencies = {
  readonly fetch: Fetch
  readonly sleep: Sleep
  readonly nowMs: () => number
  readonly ledger: SpendLedger
  readonly prices: PriceTable
  readonly onWarning: (warning: string) => void
}

export type ProviderEmbeddingOptions = EndpointDependencies & {
  readonly provider: EmbeddingProvider
  /** Exact id, without the provider's name before it. */
  readonly model: string
  readonly dimensions: number
  readonly apiKey: string
  /** Another address of the same API, as `EMBEDDING_BASE_URLS`. */
  readonly baseUrl?: string | undefined
}

/** Where the providers' own APIs are; a provider's key goes there and nowhere else. */
export const EMBEDDING_BASE_URLS: { readonly [provider in EmbeddingProvider]: string } = {
  openai: 'https://api.openai.com/v1',
  google: 'https://generativelanguage.googleapis.com/v1beta',
}

/** Texts in one request of OpenAI's API. */
const OPENAI_INPUTS = 2_048

/**
 * A provider's embedding model: batched, retried, metered, rows of unit length.
 *
 * @throws {ConfigError} when the price table has no price for exactly this model: unknown is refused, never free.
 */
export function createProviderEmbeddingModel(options: ProviderEmbeddingOptions): EmbeddingModel {
  const { provider, model, dimensions, prices, nowMs, ledger, sleep, onWarning } = options
  const priceAt = (id: string): number | undefined => priceOf(prices, provider, id, nowMs())?.inputPicoUsd
  if (priceAt(model) === undefined) {
    throw new ConfigError(
      `Expected a price for ${provider} model ${model} in the price table of ${prices.asOf}, found none`,
      { path: 'sampling.embedding_model', hint: 'a model without a known price is never called' },
    )
  }
  const meter = metered(endpointOf(options), { ledger, priceOf: priceAt, onWarning })
  return createEndpointEmbeddingModel(retrying(meter, sleep), {
    space: `${provider}/${model}`,
    dimensions,
    onWarning,
  })
}

function endpointOf(options: ProviderEmbeddingOptions): EmbeddingEndpoint {
  const { provider, model, dimensions, apiKey, fetch, nowMs } = options
  const baseUrl = options.baseUrl ?? EMBEDDING_BASE_URLS[provider]
  return provider === 'google'
    ? createGoogleEndpoint({ model, dimensions, baseUrl, apiKey, fetch, nowMs })
    : createOpenAiEndpoint({
        provider,
        model,
        dimensions,
        baseUrl,
        apiKey,
        encoding: 'base64',
        maxInputs: OPENAI_INPUTS,
        fetch,
        nowMs,
      })
}
