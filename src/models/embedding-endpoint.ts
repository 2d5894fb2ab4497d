/** What one request to an embeddings API gave. */
export type EmbeddingReply = {
  /** One per text, in the order of the texts; any length, checked by whoever asked. */
  readonly vectors: readonly Float32Array[]
  /** Undefined when the provider does not say. */
  readonly inputTokens: number | undefined
  /** The model the provider says it used; undefined when it does not say. */
  readonly resolvedModel: string | undefined
}

/** One request to a provider's embeddings API at a time; wrappers take one and give one. */
export interface EmbeddingEndpoint {
  readonly provider: string
  readonly model: string
  /** Texts in one request. */
  readonly maxInputs: number
  /** Tokens of one text, and of all texts of one request. A token is at least one byte of UTF-8. */
  readonly maxInputTokens: number
  readonly maxRequestTokens: number
  /**
   * @param texts - 1 to `maxInputs`, none empty, well-formed.
   * @throws {ProviderError} whose `isRetryable` and `mayBeBilled` say what may follow.
   */
  request(
    texts: readonly string[],
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<EmbeddingReply>
}
