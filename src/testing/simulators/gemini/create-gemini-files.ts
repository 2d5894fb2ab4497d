import { createHash } from 'node:crypto'
import type { Exchange, Route } from '../core/exchange.ts'
import { RequestProblem } from '../core/request-problem.ts'
import { createUploads } from './create-uploads.ts'
import { invalidArgument } from './gemini-problem.ts'
import { pageOf } from './page-of.ts'

type StoredFile = {
  readonly name: string
  readonly displayName: string | undefined
  readonly mimeType: string
  readonly bytes: Uint8Array
  readonly createdAtMs: number
  readonly source: 'UPLOADED' | 'GENERATED'
}

/** The files of one simulated project. */
export interface GeminiFiles {
  readonly routes: readonly Route[]
  /** @returns the name, `files/...`. */
  add(file: Omit<StoredFile, 'name'>): string
  /** Undefined when it was never there, was deleted or has expired. */
  read(name: string, nowMs: number): Uint8Array | undefined
}

/** Files live for two days. */
const LIFE_MS = 48 * 3_600_000

/** An empty file store with resumable upload, download and its three other endpoints, under `/v1` and `/v1beta`. */
export function createGeminiFiles(): GeminiFiles {
  const files = new Map<string, StoredFile>()
  let added = 0
  const add = (file: Omit<StoredFile, 'name'>): string => {
    added += 1
    const name = `files/${hashOf(`file ${added}`).slice(0, 12)}`
    files.set(name, { name, ...file })
    return name
  }
  const find = (name: string, nowMs: number): StoredFile | undefined => {
    const file = files.get(name)
    return file === undefined || nowMs >= file.createdAtMs + LIFE_MS ? undefined : file
  }
  const found = ({ params: [id = ''], receivedAtMs }: Exchange): StoredFile => {
    const file = find(`files/${id}`, receivedAtMs)
    if (file !== undefined) return file
    // Google does not tell a file that is not yours from one that is not.
    const message = `You do not have permission to access the File ${id} or it may not exist.`
    throw new RequestProblem({ kind: 'forbidden', message })
  }
  const uploads = createUploads((file, createdAtMs) => {
    const name = add({ ...file, createdAtMs, source: 'UPLOADED' })
    return fileBody({ name, ...file, createdAtMs, source: 'UPLOADED' })
  })
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
    read: (name, nowMs) => find(name, nowMs)?.bytes,
    routes: [
      route('upload', 'POST', /\/upload\/(?:v1|v1beta)\/files/, uploads),
      route('list', 'GET', /\/(?:v1|v1beta)\/files/, ({ query, receivedAtMs }) => {
        const alive = [...files.keys()].flatMap(name => find(name, receivedAtMs) ?? [])
        const { items, nextPageToken } = pageOf(alive.toReversed(), query)
        return { status: 200, body: { files: items.map(fileBody), nextPageToken } }
      }),
      route('get', 'GET', /\/(?:v1|v1beta)\/files\/([^/:]+)/, exchange => {
        return { status: 200, body: fileBody(found(exchange)) }
      }),
      route('delete', 'DELETE', /\/(?:v1|v1beta)\/files\/([^/:]+)/, exchange => {
        files.delete(found(exchange).name)
        return { status: 200, body: {} }
      }),
      route('download', 'GET', /\/(?:download\/)?(?:v1|v1beta)\/files\/([^/:]+):download/, exchange => {
        const { source, mimeType, bytes } = found(exchange)
        if (source === 'UPLOADED') throw invalidArgument('Only generated files can be downloaded.')
        return { status: 200, headers: { 'content-type': mimeType }, body: bytes }
      }),
    ],
  }
}

function fileBody(file: StoredFile): object {
  const { name, displayName, mimeType, bytes, createdAtMs, source } = file
  const createTime = new Date(createdAtMs).toISOString()
  return {
    name,
    displayName,
    mimeType,
    sizeBytes: String(bytes.byteLength),
    createTime,
    updateTime: createTime,
    expirationTime: new Date(createdAtMs + LIFE_MS).toISOString(),
    sha256Hash: createHash('sha256').update(bytes).digest('base64'),
    uri: `https://generativelanguage.googleapis.com/v1beta/${name}`,
    state: 'ACTIVE',
    source,
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
