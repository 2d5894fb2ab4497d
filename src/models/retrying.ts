import { ProviderError } from '../errors/provider-error.ts'
import type { EmbeddingEndpoint } from './embedding-endpoint.ts'
import type { RetryBudget } from './pacing/retry-budget.ts'

/** Resolves after so many milliseconds, or rejects with the signal's reason as soon as it is aborted. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>

export type RetryOptions = {
  readonly sleep: Sleep
  readonly signal?: AbortSignal | undefined
  /** Shared by every call of a run; absent: none is spared. */
  readonly budget?: RetryBudget | undefined
}

/** Calls in all, the first included. */
const ATTEMPTS = 3
/** No provider offers idempotency keys, so that each replay of a call that may have been done can be charged twice. */
const REPLAYS_OF_UNCERTAIN = 1
/** Before the second and the third call, where the provider does not say how long to wait. */
const BACKOFF_MS: readonly number[] = [1_000, 4_000]

/**
 * The result of a call that is tried up to three times. Only errors that say `isRetryable` are followed by another
 * attempt, after the wait the provider asks for; a call that may already be charged is repeated once.
 *
 * @throws the last attempt's error.
 */
export async function withRetries<T>(
  call: () => Promise<T>,
  { sleep, signal, budget }: RetryOptions,
): Promise<T> {
  let uncertain = 0
  budget?.started()
  for (let attempt = 1; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof ProviderError) || !error.isRetryable || attempt === ATTEMPTS) throw error
      if (error.mayBeBilled && ++uncertain > REPLAYS_OF_UNCERTAIN) throw error
      if (budget?.take() === false) throw error
      await sleep(error.retryAfterMs ?? BACKOFF_MS[attempt - 1] ?? 0, signal)
    }
  }
}

/** The endpoint with `withRetries` around every request. */
export function retrying(endpoint: EmbeddingEndpoint, sleep: Sleep): EmbeddingEndpoint {
  return {
    ...endpoint,
    request: (texts, options = {}) =>
      withRetries(() => endpoint.request(texts, options), { sleep, signal: options.signal }),
  }
}
