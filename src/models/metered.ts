import { ProviderError } from '../errors/provider-error.ts'
import type { EmbeddingEndpoint, EmbeddingReply } from './embedding-endpoint.ts'
import { oncePerText } from './once-per-text.ts'
import type { Bill, SpendLedger } from './spend/spend-ledger.ts'
import { unusableReply } from './unusable-reply.ts'

export type MeterOptions = {
  readonly ledger: SpendLedger
  /** Integer pico-dollars per input token of a model, by its exact id; undefined: unknown, which is never free. */
  readonly priceOf: (model: string) => number | undefined
  /** Told once each: another model answered than was asked; the provider counts no tokens. */
  readonly onWarning: (warning: string) => void
}

/** Above any request: a count beyond it is a broken reply, not a bill. */
const MOST_TOKENS = 1_000_000_000

/**
 * The endpoint with every request reserved before it is sent and booked after: tokens times the price of the model
 * that answered. Where the provider counts no tokens, one per byte is booked, which no tokenizer exceeds. The model
 * that answers first is held to for as long as the endpoint lives, since vectors of two models cannot be compared.
 *
 * @throws {ProviderError} `bad-response` when the answering model changes or has no known price.
 */
export function metered(endpoint: EmbeddingEndpoint, options: MeterOptions): EmbeddingEndpoint {
  const { provider, model } = endpoint
  const { ledger, priceOf } = options
  const warnOnce = oncePerText(options.onWarning)
  let answering: string | undefined
  return {
    ...endpoint,
    async request(texts, { signal } = {}) {
      const most = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
      const price = known(endpoint, model, priceOf(model))
      signal?.throwIfAborted()
      const reservation = await ledger.reserve({
        purpose: 'embedding',
        provider,
        model,
        worstPicoUsd: most * price,
      })
      let reply: EmbeddingReply
      try {
        reply = await endpoint.request(texts, { signal })
      } catch (error) {
        if (error instanceof ProviderError && !error.mayBeBilled) reservation.release()
        else reservation.keep()
        throw error
      }
      const resolved = reply.resolvedModel ?? model
      const resolvedPrice = resolved === model ? price : priceOf(resolved)
      const bill = billOf(reply, most, resolvedPrice ?? price)
      reservation.settle(bill)
      if (bill.isEstimated && price > 0) {
        warnOnce(
          `${provider} counts no tokens for embeddings: their cost is an upper bound, one token per byte`,
        )
      }
      known(endpoint, resolved, resolvedPrice)
      if (resolved !== model) warnOnce(`${provider} answered with ${resolved} where ${model} was asked`)
      answering ??= resolved
      if (answering !== resolved) {
        throw unusableReply(provider, `the model ${answering} that answered before`, `${resolved}`)
      }
      return reply
    },
  }
}

function billOf({ inputTokens, resolvedModel }: EmbeddingReply, most: number, price: number): Bill {
  const isCounted =
    inputTokens !== undefined &&
    Number.isSafeInteger(inputTokens) &&
    inputTokens >= 0 &&
    inputTokens <= MOST_TOKENS
  const tokens = isCounted ? inputTokens : most
  return { costPicoUsd: tokens * price, inputTokens: tokens, resolvedModel, isEstimated: !isCounted }
}

function known({ provider }: EmbeddingEndpoint, model: string, price: number | undefined): number {
  if (price !== undefined) return price
  throw unusableReply(provider, 'a model with a known price', model)
}
