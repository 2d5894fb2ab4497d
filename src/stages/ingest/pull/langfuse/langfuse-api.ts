import { ProviderError } from '../../../../errors/provider-error.ts'
import type { Fetch } from '../../../../models/egress/guarded-fetch.ts'
import { httpFailureError } from '../../../../models/http-failure.ts'
import type { Gate } from '../../../../models/pacing/create-gate.ts'
import { pacedCall } from '../../../../models/pacing/paced-call.ts'
import { readJson } from '../../../../models/read-json.ts'
import { type Sleep, withRetries } from '../../../../models/retrying.ts'
import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonObject } from '../../located.ts'

/** What of Langfuse's API is asked. */
export interface LangfuseApi {
  /**
   * The answer, undefined when the instance does not have this address (404, or 410 where it was taken away).
   *
   * @throws {ProviderError} when it fails after the waits and attempts that every provider gets.
   */
  get(
    path: string,
    parameters: readonly (readonly [name: string, value: string])[],
  ): Promise<JsonObject | undefined>
}

export type LangfuseApiOptions = {
  /** Of the instance, without `/api/public`. */
  readonly url: string
  readonly publicKey: string
  readonly secretKey: string
  /** Speaks to that origin alone. */
  readonly fetch: Fetch
  readonly gate: Gate
  readonly sleep: Sleep
  readonly nowMs: () => number
  readonly signal?: AbortSignal | undefined
}

/** The API of a project, whose keys go into the `Authorization` header (HTTP Basic) and nowhere else. */
export function createLangfuseApi(options: LangfuseApiOptions): LangfuseApi {
  const { publicKey, secretKey, gate, sleep, signal } = options
  const base = options.url.replace(/\/+$/, '')
  const headers = { authorization: `Basic ${Buffer.from(`${publicKey}:${secretKey}`).toString('base64')}` }
  return {
    get(path, parameters) {
      const url = new URL(`${base}${path}`)
      for (const [name, value] of parameters) url.searchParams.append(name, value)
      return withRetries(() => pacedCall(gate, () => ask(url, headers, options), signal), { sleep, signal })
    },
  }
}

async function ask(
  url: URL,
  headers: { readonly [name: string]: string },
  { fetch, nowMs, signal }: LangfuseApiOptions,
): Promise<JsonObject | undefined> {
  const response = await fetch(url, { headers, ...(signal === undefined ? {} : { signal }) })
  const { status } = response
  if (status === 404 || status === 410) return undefined
  if (!response.ok) {
    throw httpFailureError({ provider: 'langfuse', status, headers: response.headers, nowMs: nowMs() })
  }
  const answer = (await readJson(response, 'langfuse')) as JsonValue
  if (isJsonObject(answer)) return answer
  throw new ProviderError('Expected an object from Langfuse, found another JSON value', {
    provider: 'langfuse',
    reason: 'bad-response',
    isRetryable: false,
  })
}
