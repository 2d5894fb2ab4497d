import type { LanguageModel } from '../language-model.ts'
import { ANTHROPIC_DIALECT } from '../sdk/anthropic-dialect.ts'
import { createSdkLanguageModel, type SdkModelOptions } from '../sdk/create-sdk-language-model.ts'
import { GOOGLE_DIALECT } from '../sdk/google-dialect.ts'
import { OPENAI_DIALECT } from '../sdk/openai-dialect.ts'
import { ANTHROPIC_BATCHES } from './anthropic-batches.ts'
import { type BatchingFetchOptions, createBatchingFetch } from './create-batching-fetch.ts'
import { GEMINI_BATCHES } from './gemini-batches.ts'
import { OPENAI_BATCHES } from './openai-batches.ts'

/** Other servers speak no batch protocol. */
export type BatchProvider = 'anthropic' | 'openai' | 'google'

export type BatchSdkOptions = Extract<SdkModelOptions, { readonly provider: BatchProvider }>

export type BatchModelOptions = Pick<
  BatchingFetchOptions,
  'runId' | 'journal' | 'sleep' | 'quietMs' | 'onNotice'
>

/** A language model that answers out of batches: all calls that are to share one have to be under way at once. */
export interface BatchLanguageModel extends LanguageModel {
  /** Asks the provider to stop every batch that is waited for; what was done is still answered, and charged. */
  cancel(): Promise<void>
}

const WAYS = {
  anthropic: { protocol: ANTHROPIC_BATCHES, dialect: ANTHROPIC_DIALECT },
  openai: { protocol: OPENAI_BATCHES, dialect: OPENAI_DIALECT },
  google: { protocol: GEMINI_BATCHES, dialect: GOOGLE_DIALECT },
} as const

/**
 * The same model as `createSdkLanguageModel` makes, at half the price and hours later: prompts, structured output, usage
 * and errors are those of live calls, since only the `fetch` beneath differs
 * (docs/decisions/2026-11-23-batch-without-sdks.md). Wrap it with `meteredModel` in mode `batch`, never with
 * `pacedModel`: calls that wait for their turn would not share a batch.
 */
export function createBatchLanguageModel(
  sdkOptions: BatchSdkOptions,
  batchOptions: BatchModelOptions,
): BatchLanguageModel {
  const { provider, nowMs, fetch } = sdkOptions
  const { protocol, dialect } = WAYS[provider]
  const batching = createBatchingFetch({
    ...batchOptions,
    provider,
    protocol,
    failureOf: dialect.failureOf,
    fetch,
    nowMs,
  })
  return { ...createSdkLanguageModel({ ...sdkOptions, fetch: batching }), cancel: batching.cancel }
}

/** Whether a provider takes batches. */
export function takesBatches(provider: string): provider is BatchProvider {
  return Object.hasOwn(WAYS, provider)
}
