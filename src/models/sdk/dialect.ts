import type { ProviderError } from '../../errors/provider-error.ts'
import type { JsonObject } from '../../records/json-value.ts'
import type { TokenUsage } from '../../records/token-usage.ts'
import type { HttpFailure } from '../http-failure.ts'
import type { ModelFinish, ModelRequest } from '../language-model.ts'

export type Ending = { readonly finish: ModelFinish; readonly word: string | undefined }

/**
 * What differs between providers and is read from the reply as it was received, because the AI SDK's words for it
 * lose what we need: which cache a token was written to, whether a model or a filter refused, which model answered.
 */
export interface Dialect {
  readonly apiVersion: string | undefined
  /** Where `providerOptions` of the AI SDK look for this provider's own parameters. */
  readonly optionsKey: string
  /** A tool's result can be marked as an error; elsewhere its text says so. */
  readonly marksToolErrors: boolean
  /** The provider's own parameters of every request, apart from how much thinking is asked for. */
  optionsOf(request: ModelRequest): JsonObject
  /** The provider's own parameters of the system message. */
  systemOptionsOf(request: ModelRequest): JsonObject | undefined
  usageOf(body: unknown): TokenUsage | undefined
  endingOf(body: unknown): Ending
  resolvedModelOf(body: unknown): string | undefined
  /** What the body of a failure says about it, in the provider's words. */
  failureOf(body: unknown): Pick<HttpFailure, 'code' | 'isExhausted' | 'isKeyRefused' | 'retryAfterMs'>
  /** The failure inside a reply of status 200, where this provider has such a thing. */
  failureInReply(body: unknown): ProviderError | undefined
}

/** The text at hand, or undefined for anything else and for nothing. */
export function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
