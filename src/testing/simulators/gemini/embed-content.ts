import { countTokens } from '../core/count-tokens.ts'
import { hashEmbedding } from '../core/hash-embedding.ts'
import type { GeminiCall, GeminiResult } from './create-generate-content.ts'
import { batchEmbedRequest, type EmbedRequest, embedRequest } from './embed-request.ts'
import { textOf } from './gemini-messages.ts'
import { type GeminiEmbeddingModel, geminiEmbeddingModel } from './gemini-models.ts'
import { checkGeminiBody, invalidArgument } from './gemini-problem.ts'
import { checkModelName } from './gemini-prompt.ts'

/** `:embedContent` as a function of the body. */
export async function embedContent(json: unknown, call: GeminiCall): Promise<GeminiResult> {
  const model = geminiEmbeddingModel(call.model)
  const request = checkGeminiBody(embedRequest, json)
  const tokens = checkedTokens(request, model)
  return { body: { embedding: embeddingOf(request, model) }, consumption: consumed(model, tokens, call) }
}

/** `:batchEmbedContents` as a function of the body. */
export async function batchEmbedContents(json: unknown, call: GeminiCall): Promise<GeminiResult> {
  const model = geminiEmbeddingModel(call.model)
  const { requests } = checkGeminiBody(batchEmbedRequest, json)
  const tokens = requests.reduce((sum, request) => {
    if (request.model === undefined)
      throw invalidArgument('* BatchEmbedContentsRequest.requests[0].model: unexpected model name format')
    return sum + checkedTokens(request, model)
  }, 0)
  const embeddings = requests.map(request => embeddingOf(request, model))
  return { body: { embeddings }, consumption: consumed(model, tokens, call) }
}

function checkedTokens(request: EmbedRequest, model: GeminiEmbeddingModel): number {
  checkModelName(request.model, model.id)
  const text = textOf(request.content)
  if (text === '') throw invalidArgument('content is empty', 'content')
  const tokens = countTokens(text)
  if (tokens > model.maxTextTokens) {
    throw invalidArgument(
      `The input token count (${tokens}) exceeds the maximum number of tokens allowed (${model.maxTextTokens}).`,
    )
  }
  return tokens
}

/** The full vector is of unit length, a shortened one its beginning: shorter than one. */
function embeddingOf(request: EmbedRequest, model: GeminiEmbeddingModel): object {
  const full = hashEmbedding(textOf(request.content), model.dimensions)
  return { values: [...full.subarray(0, request.outputDimensionality ?? model.dimensions)] }
}

function consumed(model: GeminiEmbeddingModel, inputTokens: number, call: GeminiCall) {
  const usage = {
    inputTokens,
    cacheReadTokens: 0,
    cacheWriteTokens: {},
    outputTokens: 0,
    reasoningTokens: 0,
  }
  return { model: model.id, usage, isBatch: call.isBatch }
}
