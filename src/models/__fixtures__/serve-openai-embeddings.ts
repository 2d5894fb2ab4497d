import { createHash } from 'node:crypto'
import { type Answer, type Received, sendJson, serve } from './serve.ts'

export type OpenAiServerOptions = {
  readonly key?: string
  /** One per request, in order; `undefined` and what lies beyond the list: the honest answer. */
  readonly faults?: readonly (Answer | undefined)[]
  readonly model?: string
}

const PICO_USD_PER_TOKEN = 130_000
const FIELDS = new Set(['model', 'input', 'dimensions', 'encoding_format', 'user'])

/**
 * OpenAI's embeddings API as far as it is documented: authorization, strict fields, limits on count, length and sum,
 * no empty text, base64 or numbers, unit vectors, tokens counted, every answered request billed.
 */
export async function serveOpenAiEmbeddings(options: OpenAiServerOptions = {}) {
  const { key = 'sk-test', faults = [], model = 'text-embedding-3-large' } = options
  const billed = { tokens: 0, picoUsd: 0 }
  const bill = (tokens: number): void => {
    billed.tokens += tokens
    billed.picoUsd += tokens * PICO_USD_PER_TOKEN
  }
  let requests = 0
  const server = await serve((received, response) => {
    const fault = faults[requests++]
    if (fault !== undefined) return fault(received, response)
    const problem = problemOf(received, key)
    if (problem !== undefined) return sendJson(response, problem.status, { error: problem.error })
    const { input, dimensions = 3072, encoding_format: encoding } = parsed(received)
    const tokens = input.reduce((sum, text) => sum + tokensOf(text), 0)
    bill(tokens)
    const data = input.map((text, index) => ({
      object: 'embedding',
      index,
      embedding:
        encoding === 'base64' ? base64Of(vectorOf(text, dimensions)) : [...vectorOf(text, dimensions)],
    }))
    sendJson(response, 200, {
      object: 'list',
      // The order of the list is not promised.
      data: data.toReversed(),
      model,
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    })
  })
  return Object.assign(server, { billed, bill, baseUrl: `${server.origin}/v1` })
}

type EmbeddingsRequest = {
  readonly model: string
  readonly input: readonly string[]
  readonly dimensions?: number
  readonly encoding_format?: 'float' | 'base64'
}

export function parsed(received: Received): EmbeddingsRequest {
  return JSON.parse(received.body)
}

/** Fewer tokens than bytes, as with any tokenizer. */
export function tokensOf(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4)
}

/** The vector of a text: unit length in single precision, different for different texts. */
export function vectorOf(text: string, dimensions: number): Float32Array {
  const seed = createHash('sha256').update(text).digest()
  const raw = Float32Array.from({ length: dimensions }, (_, index) =>
    Math.sin(seed.readUInt32LE((index % 7) * 4) + index),
  )
  const length = Math.sqrt(raw.reduce((sum, value) => sum + value * value, 0))
  return raw.map(value => value / length)
}

export function base64Of(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4)
  vector.forEach((value, index) => {
    bytes.writeFloatLE(value, index * 4)
  })
  return bytes.toString('base64')
}

type ApiProblem = {
  readonly status: number
  readonly error: { readonly message: string; readonly type: string; readonly code: string | null }
}

function problemOf(received: Received, key: string): ApiProblem | undefined {
  const invalid = (status: number, code: string | null, message: string): ApiProblem => ({
    status,
    error: { message, type: 'invalid_request_error', code },
  })
  const { authorization } = received.headers
  if (authorization !== `Bearer ${key}`) {
    return invalid(401, 'invalid_api_key', `Incorrect API key provided: ${authorization}`)
  }
  if (received.method !== 'POST' || received.path !== '/v1/embeddings')
    return invalid(404, null, received.path)
  const body = parsed(received)
  const unknown = Object.keys(body).find(field => !FIELDS.has(field))
  if (unknown !== undefined) return invalid(400, 'unknown_parameter', unknown)
  const tokens = body.input.map(tokensOf)
  if (body.input.length === 0 || body.input.length > 2048) return invalid(400, null, 'count')
  if (body.input.includes('')) return invalid(400, null, `empty: ${body.input.join()}`)
  if (tokens.some(count => count > 8192)) return invalid(400, 'context_length_exceeded', 'length')
  if (tokens.reduce((sum, count) => sum + count, 0) > 300_000) return invalid(400, null, 'sum')
  return undefined
}
