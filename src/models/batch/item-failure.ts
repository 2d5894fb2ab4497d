import { ProviderError } from '../../errors/provider-error.ts'
import { httpFailureError } from '../http-failure.ts'
import type { BatchConnection } from './batch-connection.ts'
import type { ItemResult } from './batch-protocol.ts'

/** The failure of one request inside a batch, as of a live call with that status; what fails in a batch is free. */
export function itemFailure(connection: BatchConnection, status: number, body: unknown): ItemResult {
  const { provider, nowMs, failureOf } = connection
  const failure = { provider, status, headers: new Headers(), nowMs: nowMs(), ...failureOf(body) }
  return { kind: 'failed', error: unbilled(httpFailureError(failure)) }
}

/** The same error of a request that was certainly not charged. */
export function unbilled(error: ProviderError): ProviderError {
  const { message, provider, reason, isRetryable, retryAfterMs, endsRun, hint, cause } = error
  return new ProviderError(message, {
    provider,
    reason,
    isRetryable,
    retryAfterMs,
    endsRun,
    hint,
    mayBeBilled: false,
    ...(cause === undefined ? {} : { cause }),
  })
}

/** A request that its batch did not get to: the day was over, or somebody cancelled the batch. */
export function undoneError(
  provider: string,
  fate: 'expired' | 'cancelled',
  mayBeBilled: boolean,
): ProviderError {
  return new ProviderError(`Expected an answer from ${provider}, got a batch that was ${fate}`, {
    provider,
    reason: fate === 'expired' ? 'timeout' : 'unavailable',
    // Asking again would take another day: whoever started the run decides.
    isRetryable: false,
    mayBeBilled,
    hint: fate === 'expired' ? 'evaluate again, or set `judge.mode` to `live`' : undefined,
  })
}

/** A whole batch that failed; `code` is the provider's own word for why. */
export function batchFailure(
  provider: string,
  code: unknown,
  options: Partial<Pick<ProviderError, 'reason' | 'isRetryable' | 'mayBeBilled'>> = {},
): ProviderError {
  const word = typeof code === 'string' && /^[A-Za-z_]{1,48}$/.test(code) ? code : 'no code'
  return new ProviderError(`Expected ${provider} to work at a batch, got a failed one (${word})`, {
    provider,
    reason: 'bad-request',
    isRetryable: false,
    ...options,
  })
}

/** A request of which the results say nothing; it may have been done. */
export function missingResult(provider: string): ProviderError {
  return new ProviderError(
    `Expected a result for every request of a batch of ${provider}, got none for one`,
    {
      provider,
      reason: 'bad-response',
      isRetryable: false,
      mayBeBilled: true,
    },
  )
}

/** A description of a batch that lacks what has to be in it. */
export function unreadableBatch(provider: string, expected: string): ProviderError {
  return new ProviderError(`Expected ${expected} from the batches of ${provider}, got another shape`, {
    provider,
    reason: 'bad-response',
    isRetryable: false,
    mayBeBilled: true,
  })
}
