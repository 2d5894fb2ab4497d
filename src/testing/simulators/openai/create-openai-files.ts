import type { Exchange, Route, SimulatorReply } from '../core/exchange.ts'
import { RequestProblem } from '../core/request-problem.ts'
import { idOf } from './id-of.ts'
import { invalidRequest } from './openai-problem.ts'

type StoredFile = {
  readonly id: string
  readonly filename: string
  readonly purpose: string
  readonly bytes: Uint8Array
  readonly createdAtMs: number
  readonly expiresAtMs: number | undefined
}

/** The files of one simulated account. */
export interface OpenAiFiles {
  readonly routes: readonly Route[]
  add(file: Omit<StoredFile, 'id'>): string
  /** Undefined when it was never there, was deleted or has expired. */
  read(id: string, nowMs: number): Uint8Array | undefined
}

/** Batch files live for 30 days unless they say otherwise. */
const DEFAULT_LIFE_MS = 30 * 24 * 3_600_000

/** An empty file store with its four endpoints. */
export function createOpenAiFiles(): OpenAiFiles {
  const files = new Map<string, StoredFile>()
  let added = 0
  const add = (file: Omit<StoredFile, 'id'>): string => {
    added += 1
    const id = idOf('file-', `${added}`)
    files.set(id, { id, ...file })
    return id
  }
  const find = (id: string, nowMs: number): StoredFile | undefined => {
    const file = files.get(id)
    return file === undefined || nowMs >= (file.expiresAtMs ?? Infinity) ? undefined : file
  }
  const found = ({ params: [id = ''], receivedAtMs }: Exchange): StoredFile => {
    const file = find(id, receivedAtMs)
    if (file === undefined) throw noSuchFile(id)
    return file
  }
  const route = (name: string, method: Route['method'], path: RegExp, handle: Route['handle']): Route => ({
    endpoint: `files.${name}`,
    method,
    path,
    handle,
    isModelCall: false,
    body: 'bytes',
  })
  return {
    add,
    read: (id, nowMs) => find(id, nowMs)?.bytes,
    routes: [
      route('create', 'POST', /\/v1\/files/, async exchange => {
        const id = add(await uploadedFile(exchange))
        return ok(fileBody(found({ ...exchange, params: [id] })))
      }),
      route('list', 'GET', /\/v1\/files/, ({ query, receivedAtMs }) => {
        const purpose = query.get('purpose')
        const alive = [...files.keys()].flatMap(id => find(id, receivedAtMs) ?? [])
        const wanted = alive.filter(file => purpose === null || file.purpose === purpose)
        return ok(pageOf(wanted.toReversed().map(fileBody), query))
      }),
      route('retrieve', 'GET', /\/v1\/files\/([^/]+)/, exchange => ok(fileBody(found(exchange)))),
      route('content', 'GET', /\/v1\/files\/([^/]+)\/content/, exchange => ({
        status: 200,
        headers: { 'content-type': 'application/octet-stream' },
        body: found(exchange).bytes,
      })),
      route('delete', 'DELETE', /\/v1\/files\/([^/]+)/, exchange => {
        const { id } = found(exchange)
        files.delete(id)
        return ok({ id, object: 'file', deleted: true })
      }),
    ],
  }
}

/** A reply with 200. */
export function ok(body: object): SimulatorReply {
  return { status: 200, body }
}

/**
 * One page of a list in OpenAI's form.
 *
 * @param query - `limit`, 1 to 100, default 20; `after`, the last id of the page before.
 */
export function pageOf(items: readonly { readonly id: string }[], query: URLSearchParams): object {
  const limit = Number(query.get('limit') ?? 20)
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw invalidRequest("Invalid value for 'limit': expected 1 to 100.", 'limit', 'invalid_value')
  }
  const after = query.get('after')
  const start = after === null ? 0 : items.findIndex(item => item.id === after) + 1
  const data = items.slice(start, start + limit)
  return {
    object: 'list',
    data,
    first_id: data.at(0)?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: start + limit < items.length,
  }
}

async function uploadedFile(exchange: Exchange): Promise<Omit<StoredFile, 'id'>> {
  const form = await formOf(exchange)
  const [file, purpose] = [form.get('file'), form.get('purpose')]
  if (!(file instanceof File)) throw invalidRequest("'file' is a required property", 'file', undefined)
  if (purpose !== 'batch' && purpose !== 'user_data') {
    throw invalidRequest(`'${purpose}' is not one of ['batch', 'user_data']`, 'purpose', undefined)
  }
  const seconds = form.get('expires_after[seconds]')
  return {
    filename: file.name,
    purpose,
    bytes: await file.bytes(),
    createdAtMs: exchange.receivedAtMs,
    expiresAtMs: exchange.receivedAtMs + (seconds === null ? DEFAULT_LIFE_MS : lifeMsOf(seconds)),
  }
}

async function formOf({ headers, body }: Exchange): Promise<FormData> {
  const type = headers['content-type'] ?? ''
  try {
    return await new Response(Uint8Array.from(body), { headers: { 'content-type': type } }).formData()
  } catch {
    throw invalidRequest(`Invalid multipart form data in a body of type '${type}'.`, undefined, undefined)
  }
}

function lifeMsOf(seconds: string | File): number {
  const value = Number(seconds)
  if (!Number.isInteger(value) || value < 3_600 || value > 2_592_000) {
    throw invalidRequest('Expected 3600 to 2592000.', 'expires_after.seconds', 'invalid_value')
  }
  return value * 1000
}

function fileBody({ id, filename, purpose, bytes, createdAtMs, expiresAtMs }: StoredFile) {
  return {
    id,
    object: 'file',
    bytes: bytes.byteLength,
    created_at: Math.floor(createdAtMs / 1000),
    expires_at: expiresAtMs === undefined ? null : Math.floor(expiresAtMs / 1000),
    filename,
    purpose,
    status: 'processed',
    status_details: null,
  }
}

function noSuchFile(id: string): RequestProblem {
  return new RequestProblem({ kind: 'not-found', message: `No such File object: ${id}`, param: 'id' })
}
