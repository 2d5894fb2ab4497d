import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

type Row = { readonly [key: string]: unknown }

export type LangfuseServerOptions = {
  readonly publicKey: string
  readonly secretKey: string
  /** All fields; which are given is for `fields` to say. */
  readonly observations: readonly Row[]
  /** As of `/v3/scores`: `subject` says whose they are. */
  readonly scores: readonly Row[]
  /** Without `/v3/scores`, as older instances. */
  readonly hasOldScores?: boolean
  /** Answers 429 with `Retry-After` in seconds to these requests, counted from 1. */
  readonly limited?: ReadonlyMap<number, number>
  /** Ends the connection without an answer at this request, counted from 1. */
  readonly cutAt?: number
  /** Answers with more bytes than anybody takes when more rows than this are asked for. */
  readonly largestPage?: number
}

export type LangfuseAnswer = {
  readonly status: number
  readonly headers?: { readonly [name: string]: string }
  readonly body: unknown
}

export type LangfuseServer = {
  /** Undefined: the connection is cut. */
  readonly answer: (url: URL, authorization: string | undefined) => LangfuseAnswer | undefined
  /** Paths and queries, in order. */
  readonly requests: readonly URL[]
}

const GROUPS: { readonly [group: string]: readonly string[] } = {
  core: ['id', 'traceId', 'startTime', 'endTime', 'projectId', 'parentObservationId', 'type'],
  basic: [
    'name',
    'level',
    'statusMessage',
    'version',
    'environment',
    'userId',
    'sessionId',
    'isRootObservation',
  ],
  io: ['input', 'output'],
  metadata: ['metadata'],
  model: ['providedModelName', 'modelParameters'],
  usage: ['usageDetails', 'costDetails', 'totalCost'],
  trace_context: ['tags', 'release', 'traceName'],
}

/**
 * The part of Langfuse's public API that reads observations and scores, as its API definition describes it: HTTP Basic, field groups,
 * keyset cursors newest first, `fromStartTime` inclusive and `toStartTime` exclusive, page limits of 1,000 and 100.
 */
export function createLangfuseServer(options: LangfuseServerOptions): LangfuseServer {
  const requests: URL[] = []
  const expected = `Basic ${Buffer.from(`${options.publicKey}:${options.secretKey}`).toString('base64')}`
  return {
    requests,
    answer(url, authorization) {
      requests.push(url)
      if (options.cutAt === requests.length) return undefined
      if (authorization !== expected) return failure(401, 'Invalid credentials')
      const wait = options.limited?.get(requests.length)
      if (wait !== undefined)
        return { ...failure(429, 'Rate limit'), headers: { 'retry-after': String(wait) } }
      switch (url.pathname) {
        case '/api/public/v2/observations':
          return observationsOf(url, options)
        case '/api/public/v3/scores':
          return options.hasOldScores === true ? failure(404, 'Not found') : scoresOf(url, options)
        case '/api/public/v2/scores':
          return options.hasOldScores === true ? oldScoresOf(url, options) : failure(410, 'Gone')
        default:
          return failure(404, 'Not found')
      }
    },
  }
}

/** The server on a free port of this machine. */
export async function startLangfuseServer(
  options: LangfuseServerOptions,
): Promise<LangfuseServer & { readonly url: string; close(): Promise<void> }> {
  const server = createLangfuseServer(options)
  const http = createServer((request, response) => {
    const answer = server.answer(
      new URL(request.url ?? '/', 'http://localhost'),
      request.headers.authorization,
    )
    if (answer === undefined) {
      request.socket.destroy()
      return
    }
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
    response.end(JSON.stringify(answer.body))
  })
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  return {
    ...server,
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: () =>
      new Promise(resolve => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
}

function observationsOf({ searchParams: query }: URL, { observations, largestPage }: LangfuseServerOptions) {
  const limit = Number(query.get('limit') ?? 50)
  if (limit > 1000 || query.get('parseIoAsJson') === 'true') return failure(400, 'Invalid request data')
  const [from, to] = [query.get('fromStartTime'), query.get('toStartTime')]
  const environments = query.getAll('environment')
  const found = observations
    .filter(row => from === null || String(row.startTime) >= from)
    .filter(row => to === null || String(row.startTime) < to)
    .filter(row => environments.length === 0 || environments.includes(String(row.environment)))
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1))
  const { data, cursor } = pageOf(found, query.get('cursor'), limit)
  if (largestPage !== undefined && limit > largestPage) return { status: 200, body: 'x'.repeat(65 * 2 ** 20) }
  const fields = (query.get('fields') ?? 'core,basic').split(',').flatMap(group => GROUPS[group] ?? [])
  const chosen = data.map(row =>
    Object.fromEntries(fields.flatMap(name => (name in row ? [[name, row[name]]] : []))),
  )
  return { status: 200, body: { data: chosen, meta: cursor === undefined ? {} : { cursor } } }
}

function scoresOf({ searchParams: query }: URL, { scores }: LangfuseServerOptions) {
  const limit = Number(query.get('limit') ?? 50)
  if (limit > 100) return failure(400, 'Invalid request data')
  const { data, cursor } = pageOf(since(scores, query), query.get('cursor'), limit)
  const groups = (query.get('fields') ?? '').split(',')
  const chosen = data.map(({ subject, comment, ...row }) => ({
    ...row,
    ...(groups.includes('subject') ? { subject } : {}),
    ...(groups.includes('details') ? { comment } : {}),
  }))
  return { status: 200, body: { data: chosen, meta: { limit, ...(cursor === undefined ? {} : { cursor }) } } }
}

function oldScoresOf({ searchParams: query }: URL, { scores }: LangfuseServerOptions) {
  const [page, limit] = [Number(query.get('page') ?? 1), Number(query.get('limit') ?? 50)]
  if (limit > 100) return failure(400, 'Invalid request data')
  const found = since(scores, query).map(({ subject, ...row }) => ({ ...row, ...targetOf(subject) }))
  const totalPages = Math.ceil(found.length / limit)
  const data = found.slice((page - 1) * limit, page * limit)
  return { status: 200, body: { data, meta: { page, limit, totalItems: found.length, totalPages } } }
}

function targetOf(subject: unknown): Row {
  const { kind, id, traceId } = subject as { kind: string; id: string; traceId?: string }
  return kind === 'trace' ? { traceId: id } : { traceId: traceId ?? null, observationId: id }
}

function since(scores: readonly Row[], query: URLSearchParams): readonly Row[] {
  const from = query.get('fromTimestamp')
  return scores
    .filter(row => from === null || String(row.timestamp) >= from)
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1))
}

/** A keyset cursor names the last row that was given. */
function pageOf(rows: readonly Row[], cursor: string | null, limit: number) {
  const after = cursor === null ? undefined : Buffer.from(cursor, 'base64').toString('utf8')
  const left = after === undefined ? rows : rows.filter(row => keyOf(row) < after)
  const data = left.slice(0, limit)
  const last = data.at(-1)
  const isLast = last === undefined || left.length <= limit
  return { data, cursor: isLast ? undefined : Buffer.from(keyOf(last)).toString('base64') }
}

function keyOf(row: Row): string {
  return `${row.startTime ?? row.timestamp}|${row.id}`
}

function failure(status: number, message: string): LangfuseAnswer {
  return { status, body: { message } }
}
