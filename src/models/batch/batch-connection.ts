import type { ProviderError } from '../../errors/provider-error.ts'
import type { Fetch } from '../egress/guarded-fetch.ts'
import { type HttpFailure, httpFailureError } from '../http-failure.ts'
import { readJson } from '../read-json.ts'

export type BatchConnectionOptions = {
  readonly provider: string
  /** Of the API, without a slash at its end. */
  readonly baseUrl: string
  /** Those of a live call: key and version. */
  readonly headers: Headers
  /** A guarded one. */
  readonly fetch: Fetch
  readonly nowMs: () => number
  /** What the body of a failure says, in the provider's words. */
  readonly failureOf: (body: unknown) => Pick<HttpFailure, 'code' | 'isExhausted' | 'retryAfterMs'>
}

export type SentBody = { readonly json: string } | { readonly form: FormData } | 'nothing'

/** The batch endpoints of one provider under one key. */
export interface BatchConnection {
  readonly provider: string
  readonly nowMs: () => number
  readonly failureOf: BatchConnectionOptions['failureOf']
  /** @throws {ProviderError} when there is no answer, an error, or no JSON. */
  get(path: string): Promise<unknown>
  /** The text of a file. @throws {ProviderError} */
  getText(path: string): Promise<string>
  /** @throws {ProviderError} */
  post(path: string, body: SentBody): Promise<unknown>
}

/** The batch endpoints below `baseUrl`, with the headers of a live call but for what describes its body. */
export function createBatchConnection(options: BatchConnectionOptions): BatchConnection {
  const { provider, baseUrl, fetch, nowMs, failureOf } = options
  const headers = new Headers(options.headers)
  for (const name of ['content-type', 'content-length', 'accept']) headers.delete(name)
  const ask = async (method: string, path: string, body: SentBody): Promise<Response> => {
    const init: RequestInit = { method, headers: new Headers(headers) }
    if (body !== 'nothing' && 'json' in body) {
      init.body = body.json
      init.headers = new Headers([...headers, ['content-type', 'application/json']])
    } else if (body !== 'nothing') init.body = body.form
    const response = await fetch(`${baseUrl}${path}`, init)
    if (response.ok) return response
    throw await failureError(response, options)
  }
  return {
    provider,
    nowMs,
    failureOf,
    get: async path => await readJson(await ask('GET', path, 'nothing'), provider),
    getText: async path => await (await ask('GET', path, 'nothing')).text(),
    post: async (path, body) => await readJson(await ask('POST', path, body), provider),
  }
}

async function failureError(
  response: Response,
  { provider, nowMs, failureOf }: BatchConnectionOptions,
): Promise<ProviderError> {
  const { status, headers } = response
  const body = await readJson(response, provider).catch(() => undefined)
  return httpFailureError({ provider, status, headers, nowMs: nowMs(), ...failureOf(body) })
}
