import { addressProblems } from './check-address.ts'
import { type LocatedMap, lookUp, renderPath } from './located.ts'
import { LOCAL_EMBEDDING_MODEL } from './model-family.ts'
import type { Problem } from './problem.ts'
import type { EmbeddingFile } from './schema/models-schema.ts'
import type { ConfigFile } from './schema.ts'

/** Keys that mean nothing without a server. */
const SERVER_KEYS = [
  'model',
  'api_key_env',
  'usd_per_million_tokens',
  'batch_size',
  'allow_private_network',
] as const

/** Problems of the `models.embedding` block: keys that contradict each other, and addresses no key may go to. */
export function checkEmbedding(root: LocatedMap, file: ConfigFile): readonly Problem[] {
  const { embedding } = file.models
  if (embedding === undefined) return []
  const found = [
    ...sourceProblems(embedding, file.sampling.embedding_model),
    ...(embedding.base_url === undefined ? [] : addressProblems('base_url', embedding.base_url, embedding)),
  ]
  return found.map(([key, message]) => {
    const place = lookUp(root, ['models', 'embedding', key]).nearest
    return { path: renderPath(place.writtenPath), position: place.position, message }
  })
}

type Found = readonly [key: keyof EmbeddingFile, message: string]

function sourceProblems(embedding: EmbeddingFile, named: string): readonly Found[] {
  const { base_url: baseUrl, model, transformers, dimensions } = embedding
  const problems: Found[] = []
  if (baseUrl === undefined) {
    for (const key of SERVER_KEYS) {
      if (embedding[key] !== undefined) problems.push([key, `goes with \`base_url\`, the server it is about`])
    }
  }
  if (transformers !== undefined && baseUrl !== undefined) {
    problems.push(['transformers', 'given beside `base_url`; keep one of them'])
  }
  if (transformers !== undefined && dimensions !== undefined) {
    problems.push(['dimensions', 'the model in a directory has its own size; remove one of them'])
  }
  if (transformers !== undefined && named !== LOCAL_EMBEDDING_MODEL) {
    problems.push(['transformers', 'given beside `sampling.embedding_model`; keep one of them'])
  }
  if (baseUrl !== undefined && model === undefined && named === LOCAL_EMBEDDING_MODEL) {
    problems.push(['base_url', 'needs `model`, the name of the model on that server'])
  }
  if (model !== undefined && named !== LOCAL_EMBEDDING_MODEL && model !== named) {
    problems.push(['model', 'differs from `sampling.embedding_model`; keep one of them'])
  }
  const isAlone = baseUrl === undefined && transformers === undefined
  if (isAlone && dimensions !== undefined && named === LOCAL_EMBEDDING_MODEL) {
    problems.push(['dimensions', "the local model has its own size; name a provider's model"])
  }
  return problems
}
