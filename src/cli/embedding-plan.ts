import type { Config, EmbeddingSource } from '../config/config.ts'
import { LOCAL_EMBEDDING_MODEL, modelFamily } from '../config/model-family.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { EmbeddingProvider } from '../models/create-provider-embedding-model.ts'
import { defaultDimensionsOf } from '../models/embedding-dimensions.ts'

/** What embeds the intents of a run. */
export type EmbeddingPlan =
  | { readonly kind: 'local' }
  /** The local model in the place of one that an offline run does not call. */
  | { readonly kind: 'replaced'; readonly model: string; readonly configPath: string }
  | {
      readonly kind: 'provider'
      readonly provider: EmbeddingProvider
      /** Without the provider's name before it. */
      readonly model: string
      readonly dimensions: number
    }
  | Extract<EmbeddingSource, { readonly kind: 'openai-compatible' | 'transformers' }>

const NAMED = 'sampling.embedding_model'

/**
 * What embeds the intents of a run. Offline runs keep what stays on this machine: a server on it, and a model in a
 * directory.
 *
 * @throws {ConfigError} when the named model embeds nothing, or its size is neither known nor given.
 */
export function embeddingPlan(config: Config): EmbeddingPlan {
  const { embedding, offline } = config.models
  const named = config.sampling.embeddingModel
  if (embedding?.kind === 'transformers') return embedding
  if (embedding?.kind === 'openai-compatible') {
    return offline && !isOnThisMachine(embedding.baseUrl)
      ? { kind: 'replaced', model: embedding.model, configPath: 'models.embedding.base_url' }
      : embedding
  }
  if (named === LOCAL_EMBEDDING_MODEL) return { kind: 'local' }
  if (offline) return { kind: 'replaced', model: named, configPath: NAMED }
  const provider = modelFamily(named)
  if (provider === undefined || provider === 'anthropic') {
    throw new ConfigError(`Expected an embedding model in \`${NAMED}\`, found ${named}`, {
      path: NAMED,
      hint: 'text-embedding-3-large, text-embedding-3-small, gemini-embedding-001, gemini-embedding-2 or local',
    })
  }
  const model = named.replace(`${provider}/`, '')
  const dimensions = embedding?.dimensions ?? defaultDimensionsOf(model)
  if (dimensions === undefined) {
    throw new ConfigError(`Expected \`models.embedding.dimensions\` for ${named}, found none`, {
      path: 'models.embedding.dimensions',
    })
  }
  return { kind: 'provider', provider, model, dimensions }
}

/** Whether an address is one of this very machine. */
export function isOnThisMachine(baseUrl: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(baseUrl).hostname)
}
