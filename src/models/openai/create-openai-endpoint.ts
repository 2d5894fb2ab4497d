import type { ProviderError } from '../../errors/provider-error.ts'
import type { Fetch } from '../egress/guarded-fetch.ts'
import type { EmbeddingEndpoint, EmbeddingReply } from '../embedding-endpoint.ts'
import { httpFailureError } from '../http-failure.ts'
import { propertyOf } from '../property-of.ts'
import { readJson } from '../read-json.ts'
import { unusableReply } from '../unusable-reply.ts'
import { decodeEmbedding } from './decode-embedding.ts'
import { openAiFailure } from './openai-failure.ts'

export type OpenAiEndpointOptions = {
  /** What errors and the ledger call it. */
  readonly provider: string
  readonly model: string
  /** Sent as `dimensions`; undefined: the model's own size. */
  readonly dimensions: number | undefined
  /** Without a slash at the end, up to and including `/v1`. */
  readonly baseUrl: string
  readonly apiKey: string | undefined
  /** `base64` is half the bytes; not every compatible server knows it. Answers of either form are read. */
  readonly encoding: 'base64' | 'float'
  readonly maxInputs: number
  readonly fetch: Fetch
  readonly nowMs: () => number
}

/**
 * `POST {baseUrl}/embeddings` in OpenAI's shape, spoken directly: the AI SDK asks for numbers as text and drops the
 * reply's order and model (docs/decisions/2026-11-23-embeddings-without-sdk.md).
 */
export function createOpenAiEndpoint(options: OpenAiEndpointOptions): EmbeddingEndpoint {
  const { provider, model, dimensions, baseUrl, apiKey, encoding, fetch, nowMs } = options
  const headers = {
    'content-type': 'application/json',
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
  }
  return {
    provider,
    model,
    maxInputs: options.maxInputs,
    maxInputTokens: 8_192,
    maxRequestTokens: 300_000,
    async request(texts, { signal } = {}) {
      const body = JSON.stringify({ model, input: texts, dimensions, encoding_format: encoding })
      const response = await fetch(`${baseUrl}/embeddings`, {
        method: 'POST',
        headers,
        body,
        ...(signal === undefined ? {} : { signal }),
      })
      if (!response.ok) throw await failureOf(response, provider, nowMs())
      return replyOf(await readJson(response, provider), texts.length, provider)
    },
  }
}

async function failureOf(response: Response, provider: string, nowMs: number): Promise<ProviderError> {
  const body = await readJson(response, provider).catch(() => undefined)
  const { status, headers } = response
  return httpFailureError({ provider, status, headers, nowMs, ...openAiFailure(body) })
}

function replyOf(body: unknown, count: number, provider: string): EmbeddingReply {
  const data = propertyOf(body, 'data')
  if (!Array.isArray(data) || data.length !== count) {
    throw unusableReply(provider, `${count} embeddings`, Array.isArray(data) ? `${data.length}` : 'none')
  }
  const vectors = new Map<number, Float32Array>()
  data.forEach((item: unknown, position) => {
    // Some compatible servers leave `index` out; the order of the list is then all there is.
    const index = propertyOf(item, 'index') ?? position
    const vector = decodeEmbedding(propertyOf(item, 'embedding'))
    if (typeof index === 'number' && vector !== undefined) vectors.set(index, vector)
  })
  const ordered = Array.from({ length: count }, (_, index) => vectors.get(index))
  if (!ordered.every(vector => vector !== undefined)) {
    throw unusableReply(provider, 'a readable embedding for every text', 'some missing or unreadable')
  }
  const model = propertyOf(body, 'model')
  const tokens = propertyOf(body, 'usage', 'prompt_tokens')
  return {
    vectors: ordered,
    inputTokens: typeof tokens === 'number' ? tokens : undefined,
    resolvedModel: typeof model === 'string' && model !== '' ? model : undefined,
  }
}
