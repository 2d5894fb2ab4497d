import { type Context, Hono } from 'hono'
import { readBody } from '../read-body.ts'
import { bearerOf } from '../security/guard.ts'
import type { Sessions } from '../security/sessions.ts'
import { renderFailure, renderSuccess } from './export-response.ts'
import type { Encoding, Signal } from './parse-export.ts'
import type { Acceptance, Receiver } from './receiver.ts'

export type OtlpRoutesOptions = {
  readonly receiver: Receiver
  readonly sessions: Sessions
  /** Whether the token must be sent. */
  readonly needsToken: boolean
}

const MIB = 1024 * 1024
/** The specification recommends 64 MiB of unpacked body. */
const LIMITS = { most: 16 * MIB, mostUnpacked: 64 * MIB }
/** Bodies that are read and unpacked at the same time; each may take the memory of the limits. */
const MOST_AT_ONCE = 32
const BUSY_SECONDS = 1
const ENCODINGS: ReadonlyMap<string, Encoding> = new Map([
  ['application/json', 'json'],
  ['application/x-protobuf', 'protobuf'],
])

/** `POST /v1/traces` and `/v1/logs` of OTLP/HTTP (opentelemetry-proto, docs/specification.md). */
export function otlpRoutes({ receiver, sessions, needsToken }: OtlpRoutesOptions): Hono {
  let underWay = 0
  const receive = async (context: Context, signal: Signal): Promise<Response> => {
    const type = (context.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
    const encoding = ENCODINGS.get(type)
    if (encoding === undefined)
      return failure('json', 415, 'expected application/json or application/x-protobuf')
    if (!isAllowed(context, sessions, needsToken))
      return failure(encoding, 401, 'expected the bearer token of this server')
    const packing = (context.req.header('content-encoding') ?? 'identity').trim().toLowerCase()
    if (packing !== 'gzip' && packing !== 'identity')
      return failure(encoding, 415, 'expected no content encoding or gzip')
    if (underWay >= MOST_AT_ONCE) return failure(encoding, 429, 'too many exports at once', BUSY_SECONDS)
    underWay += 1
    try {
      const body = await readBody(context.req.raw, packing, LIMITS)
      if (body.kind === 'too-large')
        return failure(encoding, 413, 'the body is too large: send smaller batches')
      if (body.kind === 'broken') return failure(encoding, 400, 'the body could not be read')
      return answer(await receiver.accept({ signal, encoding, body: body.bytes }), signal, encoding)
    } finally {
      underWay -= 1
    }
  }
  return new Hono()
    .post('/v1/traces', context => receive(context, 'traces'))
    .post('/v1/logs', context => receive(context, 'logs'))
}

/** Without a token only programs of this machine are let in: a page of any site would send one of these headers. */
function isAllowed(context: Context, sessions: Sessions, needsToken: boolean): boolean {
  const bearer = bearerOf(context)
  if (bearer !== undefined) return sessions.isToken(bearer)
  const isPage =
    context.req.header('origin') !== undefined || context.req.header('sec-fetch-site') !== undefined
  return !needsToken && !isPage
}

function answer(acceptance: Acceptance, signal: Signal, encoding: Encoding): Response {
  switch (acceptance.kind) {
    case 'accepted':
      return reply(encoding, 200, renderSuccess(signal, encoding, acceptance.rejected))
    case 'invalid':
      return failure(encoding, 400, acceptance.reason)
    case 'unavailable':
      return failure(encoding, 503, 'the spool cannot take more', acceptance.retryAfterSeconds)
  }
}

function failure(encoding: Encoding, status: number, message: string, retryAfterSeconds?: number): Response {
  return reply(encoding, status, renderFailure(encoding, status, message), retryAfterSeconds)
}

function reply(encoding: Encoding, status: number, body: Uint8Array, retryAfterSeconds?: number): Response {
  const headers = new Headers({
    'content-type': encoding === 'json' ? 'application/json' : 'application/x-protobuf',
  })
  if (retryAfterSeconds !== undefined) headers.set('retry-after', String(retryAfterSeconds))
  return new Response(new Uint8Array(body), { status, headers })
}
