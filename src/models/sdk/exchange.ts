import { ProviderError } from '../../errors/provider-error.ts'
import type { Fetch } from '../egress/guarded-fetch.ts'
import { httpFailureError } from '../http-failure.ts'
import { jsonOf, readJson } from '../read-json.ts'
import { unusableReply } from '../unusable-reply.ts'
import type { Dialect } from './dialect.ts'

export type ExchangeOptions = {
  readonly provider: string
  readonly dialect: Dialect
  readonly fetch: Fetch
  readonly nowMs: () => number
}

/** One request and its reply, watched from below the AI SDK. */
export type Exchange = {
  /** For the AI SDK; good for one request. */
  readonly fetch: Fetch
  /**
   * What `call` gives, with the reply's JSON as it was received.
   *
   * @throws {ProviderError} whatever went wrong: the SDK's own errors quote request and reply and are not passed on.
   */
  readonly watch: <T>(call: () => PromiseLike<T>) => Promise<{ readonly result: T; readonly body: unknown }>
}

/**
 * Watches one exchange. Failures are told apart where they happen, in our `fetch`: the SDK would wrap them, and
 * would call a connection that broke after the request had left the same as one that was never made.
 */
export function createExchange({ provider, dialect, fetch, nowMs }: ExchangeOptions): Exchange {
  let failure: { readonly error: unknown } | undefined
  let reply: { readonly body: unknown } | undefined
  const ask: Fetch = async (input, init) => {
    if (reply !== undefined) throw unusableReply(provider, 'one request', 'a reply that asks for another')
    const response = await fetch(input, init)
    const { status, headers } = response
    if (!response.ok) {
      const body = await readJson(response, provider).catch(() => undefined)
      const said = dialect.failureOf(body)
      throw httpFailureError({ provider, status, headers, nowMs: nowMs(), isFixedAddress: true, ...said })
    }
    const text = await response.text()
    // Every success may have been billed, whichever its number.
    const body = jsonOf(text, { provider, status: 200 })
    const failed = dialect.failureInReply(body)
    if (failed !== undefined) throw failed
    reply = { body }
    return new Response(text, { status, headers })
  }
  return {
    async fetch(input, init) {
      try {
        return await ask(input, init)
      } catch (error) {
        failure = { error }
        throw error
      }
    },
    async watch(call) {
      try {
        const result = await call()
        if (reply !== undefined) return { result, body: reply.body }
      } catch (error) {
        if (failure !== undefined) throw failure.error
        if (reply === undefined) throw unsendable(provider, error)
      }
      throw unusableReply(provider, 'a reply of the documented shape', 'another shape')
    },
  }
}

function unsendable(provider: string, error: unknown): ProviderError {
  const name = error instanceof Error ? error.name : 'an unknown error'
  return new ProviderError(`Expected a request that can be put to ${provider}, got ${name}`, {
    provider,
    reason: 'bad-request',
    isRetryable: false,
  })
}
