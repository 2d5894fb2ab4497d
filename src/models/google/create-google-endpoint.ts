import type { ProviderError } from '../../errors/provider-error.ts'
import type { Fetch } from '../egress/guarded-fetch.ts'
import type { EmbeddingEndpoint, EmbeddingReply } from '../embedding-endpoint.ts'
import { httpFailureError } from '../http-failure.ts'
import { propertyOf } from '../property-of.ts'
import { readJson } from '../read-json.ts'
import { unusableReply } from '../unusable-reply.ts'
import { googleFailure } from './google-failure.ts'

export type GoogleEndpointOptions = {
  readonly model: string
  readonly dimensions: number
  /** Without a slash at the end, up to and including the version. */
  readonly baseUrl: string
  readonly apiKey: string
  readonly fetch: Fetch
  readonly nowMs: () => number
}

/** The one model that takes a task type; newer ones read the task from the text. */
const TASK_MODEL = 'gemini-embedding-001'

/** A request of the API holds at most so many texts. */
const MAX_INPUTS = 100

const PROVIDER = 'google'

/**
 * `POST {baseUrl}/models/{model}:batchEmbedContents` of the Gemini API. Shortened vectors are not of unit length, and
 * the API counts no tokens for embeddings: both are the caller's business.
 */
export function createGoogleEndpoint(options: GoogleEndpointOptions): EmbeddingEndpoint {
  const { model, dimensions, baseUrl, apiKey, fetch, nowMs } = options
  const name = `models/${model}`
  const task = model === TASK_MODEL ? { taskType: 'CLUSTERING' } : {}
  return {
    provider: PROVIDER,
    model,
    maxInputs: MAX_INPUTS,
    maxInputTokens: model === TASK_MODEL ? 2_048 : 8_192,
    maxRequestTokens: MAX_INPUTS * 8_192,
    async request(texts, { signal } = {}) {
      const requests = texts.map(text => ({
        model: name,
        content: { role: 'user', parts: [{ text }] },
        ...task,
        outputDimensionality: dimensions,
      }))
      const response = await fetch(`${baseUrl}/models/${encodeURIComponent(model)}:batchEmbedContents`, {
        method: 'POST',
        // In a header and not in the address, which ends up in logs.
        headers: { 'content-type': 'application/json', 'x-goog-api-key': apiKey },
        body: JSON.stringify({ requests }),
        ...(signal === undefined ? {} : { signal }),
      })
      if (!response.ok) throw await failureOf(response, nowMs())
      return replyOf(await readJson(response, PROVIDER), texts.length)
    },
  }
}

async function failureOf(response: Response, nowMs: number): Promise<ProviderError> {
  const body = await readJson(response, PROVIDER).catch(() => undefined)
  const { status, headers } = response
  return httpFailureError({ provider: PROVIDER, status, headers, nowMs, ...googleFailure(body) })
}

function replyOf(body: unknown, count: number): EmbeddingReply {
  const embeddings = propertyOf(body, 'embeddings')
  const values = Array.isArray(embeddings) ? embeddings.map(each => propertyOf(each, 'values')) : []
  if (values.length !== count || !values.every(isNumbers)) {
    throw unusableReply(PROVIDER, `${count} readable embeddings`, values.filter(isNumbers).length)
  }
  const tokens = propertyOf(body, 'usageMetadata', 'promptTokenCount')
  return {
    vectors: values.map(numbers => Float32Array.from(numbers)),
    inputTokens: typeof tokens === 'number' ? tokens : undefined,
    resolvedModel: undefined,
  }
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(each => typeof each === 'number')
}
