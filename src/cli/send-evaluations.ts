import { ConfigError } from '../errors/config-error.ts'
import { createGuardedFetch } from '../models/egress/guarded-fetch.ts'
import { httpFailureError } from '../models/http-failure.ts'
import { withRetries } from '../models/retrying.ts'
import type { OtlpEvaluations } from '../stages/export/otlp-evaluations.ts'
import { assertMayLeave } from './egress.ts'
import { sleep } from './sleep.ts'

export type EvaluationSink = {
  /** Of an OTLP/HTTP receiver, with or without `/v1/logs`. */
  readonly endpoint: string
  /** The whole `Authorization` header; undefined: none is sent. */
  readonly authorization: string | undefined
  readonly allowPrivateNetwork: boolean
}

/**
 * Sends log records to an OTLP/HTTP receiver, one request after another.
 *
 * @returns how many records the receiver said it left out.
 * @throws {ConfigError} for an address that is none; {ProviderError} when it refuses or fails; {RedactionError} when the egress gate finds what must not leave.
 */
export async function sendEvaluations(
  requests: Iterable<OtlpEvaluations>,
  sink: EvaluationSink,
): Promise<number> {
  const url = logsUrl(sink.endpoint)
  const { allowPrivateNetwork, authorization } = sink
  const fetch = createGuardedFetch({ provider: 'otlp', baseUrl: url.href, allowPrivateNetwork })
  const headers = {
    'content-type': 'application/json',
    ...(authorization === undefined ? {} : { authorization }),
  }
  let rejected = 0
  for (const request of requests) {
    const body = JSON.stringify(request)
    assertMayLeave(body, 'request', url.host)
    const answer = await withRetries(
      async () => {
        const response = await fetch(url, { method: 'POST', headers, body })
        if (response.ok) return await response.text()
        const { status, headers: own } = response
        throw httpFailureError({ provider: 'otlp', status, headers: own, nowMs: Date.now() })
      },
      { sleep },
    )
    rejected += rejectedOf(answer)
  }
  return rejected
}

function logsUrl(endpoint: string): URL {
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw new ConfigError(
      'Expected `--endpoint` as an address that begins with https:// or http://, found another',
      {
        path: '--endpoint',
      },
    )
  }
  const url = new URL(endpoint)
  if (!url.pathname.endsWith('/v1/logs')) url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/logs`
  return url
}

/** Receivers that answer in protobuf, or not at all, left nothing out that they said. */
function rejectedOf(answer: string): number {
  try {
    return Number(JSON.parse(answer)?.partialSuccess?.rejectedLogRecords ?? 0)
  } catch {
    return 0
  }
}
