import type { EmbeddingSource } from './config.ts'
import { LOCAL_EMBEDDING_MODEL } from './model-family.ts'
import type { ConfigFile } from './schema.ts'

/** Texts in one request where the file names no number: what TEI takes unless told otherwise. */
const BATCH_SIZE = 32

/** The `models.embedding` block of a file whose combinations were checked. */
export function embeddingOf(file: ConfigFile, toPath: (path: string) => string): EmbeddingSource | undefined {
  const { embedding } = file.models
  if (embedding?.transformers !== undefined) {
    return { kind: 'transformers', directory: toPath(embedding.transformers.directory) }
  }
  if (embedding?.base_url !== undefined) {
    return {
      kind: 'openai-compatible',
      baseUrl: embedding.base_url.replace(/\/+$/, ''),
      model: embedding.model ?? file.sampling.embedding_model,
      dimensions: embedding.dimensions,
      apiKeyVariable: embedding.api_key_env,
      usdPerMillionTokens: embedding.usd_per_million_tokens,
      batchSize: embedding.batch_size ?? BATCH_SIZE,
      allowPrivateNetwork: embedding.allow_private_network ?? false,
    }
  }
  return embedding?.dimensions === undefined || file.sampling.embedding_model === LOCAL_EMBEDDING_MODEL
    ? undefined
    : { kind: 'provider', dimensions: embedding.dimensions }
}
