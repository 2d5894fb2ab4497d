import type { Fetch } from '../../models/egress/guarded-fetch.ts'
import { httpFailureError } from '../../models/http-failure.ts'
import { readJson } from '../../models/read-json.ts'

/** A server of the user's that is asked over HTTP. */
export type JsonServer = {
  /** What errors call it. */
  readonly name: string
  readonly url: string
  readonly apiKey: string | undefined
  readonly fetch: Fetch
  readonly nowMs: () => number
}

/**
 * The JSON a server answers with.
 *
 * @throws {ProviderError} for every status that is no success, and for an answer that is no JSON.
 */
export async function postJson(server: JsonServer, body: unknown, signal: AbortSignal): Promise<unknown> {
  const { name, url, apiKey, fetch, nowMs } = server
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify(body),
    signal,
  })
  if (!response.ok) {
    throw httpFailureError({
      provider: name,
      status: response.status,
      headers: response.headers,
      nowMs: nowMs(),
    })
  }
  return await readJson(response, name)
}
