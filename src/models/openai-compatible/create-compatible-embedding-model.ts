import { createHash } from 'node:crypto'
import { createEndpointEmbeddingModel } from '../create-endpoint-embedding-model.ts'
import type { EndpointDependencies } from '../create-provider-embedding-model.ts'
import type { EmbeddingModel } from '../embedding-model.ts'
import { metered } from '../metered.ts'
import { createOpenAiEndpoint } from '../openai/create-openai-endpoint.ts'
import { retrying } from '../retrying.ts'

export type CompatibleEmbeddingOptions = Omit<EndpointDependencies, 'prices'> & {
  /** Up to and including `/v1`, as the server's documentation gives it. */
  readonly baseUrl: string
  readonly model: string
  /** Asked for in every request; undefined: the server's own size, learnt from one request. */
  readonly dimensions: number | undefined
  readonly apiKey: string | undefined
  /** Integer pico-dollars per input token, 0 for a machine of one's own. */
  readonly inputPicoUsd: number
  /** Texts in one request. */
  readonly batchSize: number
  readonly signal?: AbortSignal | undefined
}

const PROVIDER = 'openai-compatible'

/**
 * The embedding model behind any server that speaks OpenAI's embeddings API (Ollama, TEI, vLLM, LiteLLM). Numbers are
 * asked for as text, which all of them know; answers in base64 are read as well. Two servers are two spaces, because
 * nothing says that they serve the same weights under one name.
 *
 * @throws {ProviderError} when the size has to be learnt and the server does not answer.
 */
export async function createCompatibleEmbeddingModel(
  options: CompatibleEmbeddingOptions,
): Promise<EmbeddingModel> {
  const { model, inputPicoUsd, ledger, sleep, onWarning, signal, fetch, nowMs } = options
  const baseUrl = options.baseUrl.replace(/\/+$/, '')
  const endpoint = createOpenAiEndpoint({
    provider: PROVIDER,
    model,
    dimensions: options.dimensions,
    baseUrl,
    apiKey: options.apiKey,
    encoding: 'float',
    maxInputs: options.batchSize,
    fetch,
    nowMs,
  })
  const meter = retrying(metered(endpoint, { ledger, priceOf: () => inputPicoUsd, onWarning }), sleep)
  const dimensions = options.dimensions ?? (await sizeOf(meter, signal))
  const server = createHash('sha256').update(baseUrl).digest('hex').slice(0, 8)
  return createEndpointEmbeddingModel(meter, {
    space: `${PROVIDER}/${model}/${server}`,
    dimensions,
    onWarning,
  })
}

async function sizeOf(
  endpoint: ReturnType<typeof createOpenAiEndpoint>,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { vectors } = await endpoint.request(['size'], { signal })
  return vectors[0]?.length ?? 0
}
