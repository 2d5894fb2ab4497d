import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Exchange, SimulatorReply } from '../core/exchange.ts'
import { parseBody } from '../core/read-body.ts'
import { RequestProblem } from '../core/request-problem.ts'
import { checkGeminiBody, invalidArgument } from './gemini-problem.ts'
import { int64, protoObject } from './proto-object.ts'

export type UploadedFile = {
  readonly displayName: string | undefined
  readonly mimeType: string
  readonly bytes: Uint8Array
}

type Upload = Omit<UploadedFile, 'bytes'> & { readonly chunks: Uint8Array[] }

const startRequest = protoObject({
  file: protoObject({
    name: z.string().optional(),
    displayName: z.string().optional(),
    mimeType: z.string().optional(),
    sizeBytes: int64.optional(),
  }).optional(),
})

/**
 * Google's resumable upload: `start` gives an address, `upload` adds bytes there, `upload, finalize` ends it.
 *
 * @param finish - keeps the file and gives the body that describes it.
 */
export function createUploads(finish: (file: UploadedFile, nowMs: number) => object) {
  const uploads = new Map<string, Upload>()
  return (exchange: Exchange): SimulatorReply => {
    const command = exchange.headers['x-goog-upload-command']
    if (command === 'start') return start(exchange, uploads)
    if (typeof command !== 'string' || !command.includes('upload')) {
      throw invalidArgument('Expected the header x-goog-upload-command.')
    }
    const { id, upload } = added(exchange, uploads)
    if (!command.includes('finalize')) return statusReply('active', '')
    uploads.delete(id)
    const { displayName, mimeType, chunks } = upload
    const file = finish({ displayName, mimeType, bytes: Buffer.concat(chunks) }, exchange.receivedAtMs)
    return statusReply('final', { file })
  }
}

function start(exchange: Exchange, uploads: Map<string, Upload>): SimulatorReply {
  const { file } = checkGeminiBody(startRequest, parseBody(exchange.body))
  const id = createHash('sha256').update(exchange.requestId).digest('hex')
  const type = exchange.headers['x-goog-upload-header-content-type']
  const mimeType = file?.mimeType ?? (typeof type === 'string' ? type : 'application/octet-stream')
  uploads.set(id, { displayName: file?.displayName, mimeType, chunks: [] })
  const url = `http://${exchange.headers.host}${exchange.path}?upload_id=${id}&upload_protocol=resumable`
  const reply = statusReply('active', '')
  return { ...reply, headers: { ...reply.headers, 'x-goog-upload-url': url } }
}

function added(exchange: Exchange, uploads: Map<string, Upload>) {
  const id = exchange.query.get('upload_id') ?? ''
  const upload = uploads.get(id)
  if (upload === undefined) throw new RequestProblem({ kind: 'not-found', message: 'No such upload.' })
  const size = upload.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0)
  if (Number(exchange.headers['x-goog-upload-offset']) !== size) {
    throw invalidArgument(`Expected the upload to go on at ${size}.`)
  }
  upload.chunks.push(exchange.body)
  return { id, upload }
}

function statusReply(status: 'active' | 'final', body: unknown): SimulatorReply {
  return { status: 200, headers: { 'x-goog-upload-status': status }, body }
}
