import { countTokens } from '../core/count-tokens.ts'
import { hashEmbedding, toUnit } from '../core/hash-embedding.ts'
import type { OpenAiCall, OpenAiResult } from './create-openai-completer.ts'
import { embeddingsRequest } from './embeddings-request.ts'
import { type OpenAiEmbeddingModel, openAiEmbeddingModel } from './openai-models.ts'
import { checkOpenAiBody, invalidRequest } from './openai-problem.ts'

const MAX_TEXT_TOKENS = 8_192
const MAX_REQUEST_TOKENS = 300_000

/** `POST /v1/embeddings` as a function of the body: vectors of unit length, also shortened ones. */
export function createEmbeddings() {
  return async (json: unknown, call: OpenAiCall): Promise<OpenAiResult> => {
    const body = checkOpenAiBody(embeddingsRequest, json)
    const model = openAiEmbeddingModel(body.model)
    const texts = typeof body.input === 'string' ? [body.input] : body.input
    const dimensions = dimensionsOf(model, body.dimensions)
    const tokens = tokensOf(texts)
    const data = texts.map((text, index) => {
      const vector = toUnit(hashEmbedding(text, model.dimensions).subarray(0, dimensions))
      return {
        object: 'embedding',
        index,
        embedding: body.encoding_format === 'base64' ? base64Of(vector) : [...vector],
      }
    })
    return {
      body: {
        object: 'list',
        data,
        model: model.id,
        usage: { prompt_tokens: tokens, total_tokens: tokens },
      },
      consumption: { model: model.id, usage: inputUsage(tokens), isBatch: call.isBatch },
    }
  }
}

/** The usage of a call that has nothing but input. */
export function inputUsage(inputTokens: number) {
  return { inputTokens, cacheReadTokens: 0, cacheWriteTokens: {}, outputTokens: 0, reasoningTokens: 0 }
}

function dimensionsOf(model: OpenAiEmbeddingModel, wanted: number | undefined): number {
  if (wanted === undefined) return model.dimensions
  if (!model.isShortenable) {
    throw invalidRequest('This model does not support specifying dimensions.', 'dimensions', undefined)
  }
  if (wanted > model.dimensions) {
    const message = `Invalid value for 'dimensions' = ${wanted}. Must be less than or equal to ${model.dimensions}.`
    throw invalidRequest(message, 'dimensions', undefined)
  }
  return wanted
}

function tokensOf(texts: readonly string[]): number {
  const counts = texts.map(countTokens)
  if (counts.some(count => count > MAX_TEXT_TOKENS)) {
    const message = `This model's maximum context length is ${MAX_TEXT_TOKENS} tokens. Please reduce your prompt.`
    throw invalidRequest(message, 'input', 'context_length_exceeded')
  }
  const sum = counts.reduce((total, count) => total + count, 0)
  if (sum > MAX_REQUEST_TOKENS) {
    const message = `Requested ${sum} tokens, max ${MAX_REQUEST_TOKENS} tokens per request.`
    throw invalidRequest(message, 'input', 'max_tokens_per_request')
  }
  return sum
}

/** Little-endian single-precision numbers in base64. */
function base64Of(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4)
  vector.forEach((value, index) => {
    bytes.writeFloatLE(value, index * 4)
  })
  return bytes.toString('base64')
}
