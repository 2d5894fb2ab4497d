/**
 * What one call used, in the same words for every provider (their own words differ: some count cached input in the
 * input, some leave reasoning out of the output). All counts are whole and >= 0.
 */
export type TokenUsage = {
  /** Input that was neither read from nor written to the provider's cache. */
  readonly inputTokens: number
  readonly cacheReadTokens: number
  /** By the lifetime the provider names: `5m`, `1h`, `30m`, `12h`. */
  readonly cacheWriteTokens: { readonly [lifetime: string]: number }
  /** Everything billed as output, reasoning included. */
  readonly outputTokens: number
  /** The part of `outputTokens` that is not part of the answer. */
  readonly reasoningTokens: number
}
