import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

export type Body =
  | { readonly kind: 'body'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'broken' }

export type BodyLimits = {
  /** Bytes on the wire. */
  readonly most: number
  /** Bytes when unpacked. */
  readonly mostUnpacked: number
}

const unzip = promisify(gunzip)

/** The body of a request, unpacked when `encoding` is `gzip`. Stops reading and unpacking at the limits. */
export async function readBody(request: Request, encoding: string, limits: BodyLimits): Promise<Body> {
  const bytes = await readAtMost(request, limits.most)
  if (!(bytes instanceof Uint8Array)) return { kind: bytes }
  if (encoding !== 'gzip') return { kind: 'body', bytes }
  try {
    return { kind: 'body', bytes: await unzip(bytes, { maxOutputLength: limits.mostUnpacked }) }
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    return { kind: isTooLarge ? 'too-large' : 'broken' }
  }
}

async function readAtMost(request: Request, most: number): Promise<Uint8Array | 'too-large' | 'broken'> {
  if (Number(request.headers.get('content-length') ?? 0) > most) return 'too-large'
  if (request.body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of request.body) {
      size += chunk.byteLength
      // Leaving the loop cancels the stream.
      if (size > most) return 'too-large'
      chunks.push(chunk)
    }
  } catch {
    return 'broken'
  }
  return Buffer.concat(chunks)
}
