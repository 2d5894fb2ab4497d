import { batchesOf } from './batches-of.ts'
import { cutToBytes } from './cut-to-bytes.ts'
import type { EmbeddingEndpoint } from './embedding-endpoint.ts'
import type { EmbeddingModel } from './embedding-model.ts'
import { inFlight } from './in-flight.ts'
import { unitRow } from './unit-row.ts'

export type EndpointModelOptions = {
  /** Names the space without its size: provider, model and what else moves a vector. */
  readonly space: string
  readonly dimensions: number
  /** Told how many texts were cut. */
  readonly onWarning: (warning: string) => void
}

/** Requests at a time: enough to hide the network, too few to be a burst. */
const REQUESTS_AT_A_TIME = 4

/** APIs refuse empty text; a request without any still needs a place. */
const NO_TEXT = '-'

/**
 * An embedding model over an endpoint: texts are cut where the model would refuse them, put into as few requests as
 * the endpoint's limits allow, and come back in their order at unit length. Limits are counted in bytes, because no
 * tokenizer makes more than one token of a byte: no request is refused for its length.
 */
export function createEndpointEmbeddingModel(
  endpoint: EmbeddingEndpoint,
  { space, dimensions, onWarning }: EndpointModelOptions,
): EmbeddingModel {
  const { provider, model, maxInputs, maxInputTokens, maxRequestTokens } = endpoint
  const maxBytes = textBytes(maxInputTokens)
  return {
    modelId: `${space}@${dimensions}/${maxBytes}`,
    dimensions,
    async embed(texts, { signal, onProgress } = {}) {
      const whole = texts.map(text => (text.trim() === '' ? NO_TEXT : text.toWellFormed()))
      const sent = whole.map(text => cutToBytes(text, maxBytes))
      const cut = sent.filter((text, index) => text !== whole[index]).length
      if (cut > 0) {
        onWarning(`${cut} of ${texts.length} texts were cut to the ${maxBytes} bytes ${model} surely reads`)
      }
      const data = new Float32Array(texts.length * dimensions)
      let done = 0
      const batches = batchesOf(sent, { maxInputs, maxBytes: maxRequestTokens })
      await inFlight(batches, REQUESTS_AT_A_TIME, async batch => {
        signal?.throwIfAborted()
        const reply = await endpoint.request(
          batch.map(index => sent[index] ?? NO_TEXT),
          { signal },
        )
        reply.vectors.forEach((vector, position) => {
          data.set(unitRow(vector, dimensions, provider), (batch[position] ?? 0) * dimensions)
        })
        done += batch.length
        onProgress?.(done)
      })
      return { data, rows: texts.length, columns: dimensions }
    },
  }
}

/** One less than the tokens: some models add a token of their own to every text. */
function textBytes(maxInputTokens: number): number {
  return maxInputTokens - 1
}
