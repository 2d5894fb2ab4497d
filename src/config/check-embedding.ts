import { type LocatedMap, lookUp, renderPath } from './located.ts'
import { KEY_VARIABLES, LOCAL_EMBEDDING_MODEL } from './model-family.ts'
import type { Problem } from './problem.ts'
import type { ConfigFile, EmbeddingFile } from './schema.ts'

/** Keys that mean nothing without a server. */
const SERVER_KEYS = [
  'model',
  'api_key_env',
  'usd_per_million_tokens',
  'batch_size',
  'allow_private_network',
] as const

/** Where a provider's own key may go. */
const KEY_ORIGINS: { readonly [variable: string]: string } = {
  [KEY_VARIABLES.anthropic]: 'https://api.anthropic.com',
  [KEY_VARIABLES.google]: 'https://generativelanguage.googleapis.com',
  [KEY_VARIABLES.openai]: 'https://api.openai.com',
}

const LOOPBACK_HOST = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** Problems of the `models.embedding` block: keys that contradict each other, and addresses no key may go to. */
export function checkEmbedding(root: LocatedMap, file: ConfigFile): readonly Problem[] {
  const { embedding } = file.models
  if (embedding === undefined) return []
  const found = [
    ...sourceProblems(embedding, file.sampling.embedding_model),
    ...(embedding.base_url === undefined ? [] : addressProblems(embedding.base_url, embedding)),
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

function addressProblems(baseUrl: string, embedding: EmbeddingFile): readonly Found[] {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return [['base_url', 'expected an address that begins with https:// or http://']]
  }
  const problems: Found[] = []
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    problems.push([
      'base_url',
      'expected an address without user name, password, `?` or `#`; a key goes into `api_key_env`',
    ])
  }
  const isLoopback = LOOPBACK_HOST.test(url.hostname)
  if (url.protocol === 'http:' && !isLoopback && embedding.allow_private_network !== true) {
    problems.push([
      'base_url',
      'expected https: plain http is for this machine, or for a private network with `allow_private_network: true`',
    ])
  }
  const origin = KEY_ORIGINS[embedding.api_key_env ?? '']
  if (origin !== undefined && url.origin !== origin) {
    problems.push([
      'api_key_env',
      `\`${embedding.api_key_env}\` is for ${origin} alone; give this server a variable of its own`,
    ])
  }
  return problems
}
