import { ProviderError, type ProviderErrorReason } from '../errors/provider-error.ts'

/** A status that is no success, with what decides about another attempt. */
export type HttpFailure = {
  readonly provider: string
  readonly status: number
  readonly headers: Headers
  /** Milliseconds since the epoch, for dates in `retry-after`. */
  readonly nowMs: number
  /** The provider's own words for the error, such as `insufficient_quota`. */
  readonly code?: string | undefined
  /** Waiting does not help: the account, not the rate, is exhausted. */
  readonly isExhausted?: boolean
  /** The body says that the key is refused, whatever the status. */
  readonly isKeyRefused?: boolean
  /** A 404 says of every further call, too, that there is no such model or address. */
  readonly isFixedAddress?: boolean
  /** A wait the body asks for where the headers are silent. */
  readonly retryAfterMs?: number | undefined
}

/** Longer waits belong to whoever started the run. */
const LONGEST_WAIT_MS = 60_000

/**
 * The error of a failed call, sorted by what may follow it: rejected before any work was done (401, 429, 503, 529
 * and other 4xx), or perhaps done and charged (500, 502, 504, 408). A refused key, a used-up account, a model that is not
 * there and a wait beyond a minute concern every further call. The message has status and the provider's error
 * code, never its sentence, which may quote the request or the key.
 */
export function httpFailureError(failure: HttpFailure): ProviderError {
  const { provider, status, headers, nowMs } = failure
  const kind = failure.isKeyRefused === true ? REFUSED_KEY : kindOf(status)
  const isExhausted = failure.isExhausted === true || status === 402
  const retryAfterMs = retryAfterOf(headers, nowMs) ?? failure.retryAfterMs
  const isTooLong = (retryAfterMs ?? 0) > LONGEST_WAIT_MS
  const isMissing = status === 404 && failure.isFixedAddress === true
  const code =
    failure.code !== undefined && /^[A-Za-z_]{1,48}$/.test(failure.code) ? ` (${failure.code})` : ''
  return new ProviderError(`Expected an answer from ${provider}, got status ${status}${code}`, {
    provider,
    reason: kind.reason,
    isRetryable: kind.isRetryable && !isExhausted && !isTooLong,
    retryAfterMs,
    mayBeBilled: kind.mayBeBilled,
    endsRun: kind.reason === 'auth' || isExhausted || isTooLong || isMissing,
    hint: isMissing
      ? 'there is no such model at this address: check its name and `base_url`'
      : hintOf(kind.reason, isExhausted, isTooLong ? retryAfterMs : undefined),
  })
}

type Kind = {
  readonly reason: ProviderErrorReason
  readonly isRetryable: boolean
  readonly mayBeBilled: boolean
}

const REFUSED_KEY: Kind = { reason: 'auth', isRetryable: false, mayBeBilled: false }

function kindOf(status: number): Kind {
  if (status === 401 || status === 403) return REFUSED_KEY
  if (status === 408) return { reason: 'timeout', isRetryable: true, mayBeBilled: true }
  if (status === 429) return { reason: 'rate-limit', isRetryable: true, mayBeBilled: false }
  if (status === 503 || status === 529) return { reason: 'overloaded', isRetryable: true, mayBeBilled: false }
  if (status >= 500) return { reason: 'overloaded', isRetryable: true, mayBeBilled: true }
  return { reason: 'bad-request', isRetryable: false, mayBeBilled: false }
}

function hintOf(
  reason: ProviderErrorReason,
  isExhausted: boolean,
  waitMs: number | undefined,
): string | undefined {
  if (isExhausted) return 'the quota or credit of this key is used up'
  if (waitMs !== undefined)
    return `the provider asks to wait ${Math.ceil(waitMs / 1000)} s; then run the same command again`
  if (reason === 'auth') return 'check the key in the environment variable the config names'
  return undefined
}

/** `retry-after-ms`, else `retry-after` in seconds or as an HTTP date (RFC 9110 section 10.2.3); nonsense is nothing. */
function retryAfterOf(headers: Headers, nowMs: number): number | undefined {
  const milliseconds = headers.get('retry-after-ms')
  if (milliseconds !== null && /^\d{1,10}$/.test(milliseconds)) return Number(milliseconds)
  const text = headers.get('retry-after')
  if (text === null) return undefined
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000)
  const atMs = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs)
}
