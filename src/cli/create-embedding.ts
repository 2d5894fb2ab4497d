import { availableParallelism } from 'node:os'
import type { EmbeddingSource } from '../config/config.ts'
import { KEY_VARIABLES } from '../config/model-family.ts'
import { ConfigError } from '../errors/config-error.ts'
import {
  createProviderEmbeddingModel,
  EMBEDDING_BASE_URLS,
} from '../models/create-provider-embedding-model.ts'
import { createGuardedFetch } from '../models/egress/guarded-fetch.ts'
import type { EmbeddingModel } from '../models/embedding-model.ts'
import type { LexicalModel } from '../models/lexical-model.ts'
import { createLocalEmbeddingModel } from '../models/local/create-local-embedding-model.ts'
import { createLsaModel } from '../models/local/create-lsa-model.ts'
import { createCompatibleEmbeddingModel } from '../models/openai-compatible/create-compatible-embedding-model.ts'
import { priceOf } from '../models/prices/price-of.ts'
import type { PriceTable } from '../models/prices/price-table.ts'
import { shippedPrices } from '../models/prices/shipped-prices.ts'
import type { Sleep } from '../models/retrying.ts'
import type { SpendLedger } from '../models/spend/spend-ledger.ts'
import { createTransformersEmbeddingModel } from '../models/transformers/create-transformers-embedding-model.ts'
import { egressGate } from './egress.ts'
import { type EmbeddingPlan, isOnThisMachine } from './embedding-plan.ts'

export type Embedding = {
  readonly model: EmbeddingModel
  /** Goes with the local model alone: a provider's vectors already hold the words. */
  readonly lexical: LexicalModel | undefined
}

export type EmbeddingInputs = {
  readonly env: { readonly [name: string]: string | undefined }
  readonly ledger: SpendLedger
  readonly nowMs: () => number
  readonly sleep: Sleep
  readonly onWarning: (warning: string) => void
  readonly signal: AbortSignal
}

const PICO_PER_MICRO = 1_000_000

/**
 * The live model of a plan, with its key and its guarded way out.
 *
 * @throws {ConfigError} when a key or a price is missing.
 * @throws {ProviderError} when the model cannot be loaded, or a server has to tell its size and does not answer.
 */
export async function createEmbedding(plan: EmbeddingPlan, inputs: EmbeddingInputs): Promise<Embedding> {
  const { env } = inputs
  switch (plan.kind) {
    case 'local':
    case 'replaced': {
      const processes = Math.min(2, availableParallelism())
      return { model: createLocalEmbeddingModel({ processes }), lexical: createLsaModel() }
    }
    case 'transformers':
      return { model: await createTransformersEmbeddingModel(plan), lexical: undefined }
    case 'openai-compatible':
      return { model: await compatible(plan, inputs), lexical: undefined }
    case 'provider': {
      const { provider, model, dimensions } = plan
      return {
        model: createProviderEmbeddingModel({
          ...inputs,
          provider,
          model,
          dimensions,
          apiKey: keyOf(env, KEY_VARIABLES[provider], model),
          fetch: createGuardedFetch({ provider, baseUrl: EMBEDDING_BASE_URLS[provider], gate: egressGate }),
          prices: shippedPrices(),
        }),
        lexical: undefined,
      }
    }
  }
}

type Server = Extract<EmbeddingSource, { readonly kind: 'openai-compatible' }>

async function compatible(server: Server, inputs: EmbeddingInputs): Promise<EmbeddingModel> {
  const { baseUrl, model, dimensions, apiKeyVariable, batchSize, allowPrivateNetwork } = server
  return createCompatibleEmbeddingModel({
    ...inputs,
    baseUrl,
    model,
    dimensions,
    batchSize,
    apiKey: apiKeyVariable === undefined ? undefined : keyOf(inputs.env, apiKeyVariable, model),
    inputPicoUsd: serverPrice(server, shippedPrices(), inputs.nowMs()),
    fetch: createGuardedFetch({
      provider: 'openai-compatible',
      baseUrl,
      allowPrivateNetwork,
      gate: egressGate,
    }),
  })
}

/** A gateway on this machine may still call a paid model, so that a known price comes before "nothing". */
function serverPrice(server: Server, prices: PriceTable, nowMs: number): number {
  const { model, baseUrl, usdPerMillionTokens } = server
  if (usdPerMillionTokens !== undefined) return Math.round(usdPerMillionTokens * PICO_PER_MICRO)
  const known = (['openai', 'google'] as const)
    .map(provider => priceOf(prices, provider, model, nowMs))
    .find(price => price !== undefined)
  if (known !== undefined) return known.inputPicoUsd
  if (isOnThisMachine(baseUrl)) return 0
  throw new ConfigError(
    `Expected \`models.embedding.usd_per_million_tokens\` for ${model} on ${new URL(baseUrl).host}, found none`,
    {
      path: 'models.embedding.usd_per_million_tokens',
      hint: 'give the price of a million tokens in US dollars, 0 for a server of your own; unknown is never free',
    },
  )
}

function keyOf(env: EmbeddingInputs['env'], variable: string, model: string): string {
  const key = (env[variable] ?? '').trim()
  if (key !== '') return key
  throw new ConfigError(`Expected the environment variable ${variable} for ${model}, found none`, {
    path: variable,
  })
}
