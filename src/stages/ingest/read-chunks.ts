import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { IngestError } from '../../errors/ingest-error.ts'
import { InterruptedError } from '../../errors/interrupted-error.ts'
import type { IngestIo } from './ingest-io.ts'
import { missingFile, type SourceFile } from './list-source-files.ts'

/**
 * The uncompressed bytes of a file. Gzip is recognised by its first bytes, whatever the file is called.
 *
 * @throws {ConfigError} when the file does not exist.
 * @throws {IngestError} when it cannot be read to its end.
 * @throws {InterruptedError} when `signal` aborts, also while a read waits.
 */
export async function* readChunks(
  file: SourceFile,
  io: IngestIo,
  signal: AbortSignal | undefined,
): AsyncIterable<Uint8Array> {
  try {
    const raw = abortable(file.path === '-' ? io.stdin() : io.openFile(file.path), signal)
    yield* decompressed(raw, file)
  } catch (error) {
    throw unreadable(file, error)
  }
}

async function* decompressed(raw: AsyncIterable<Uint8Array>, file: SourceFile): AsyncIterable<Uint8Array> {
  const iterator = raw[Symbol.asyncIterator]()
  try {
    const head = await readHead(iterator)
    const isGzip = head[0] === 0x1f && head[1] === 0x8b
    if (!isGzip && file.path.endsWith('.gz') && head.length > 0) throw notGzip(file)
    yield* isGzip ? gunzip(prepended(head, iterator)) : prepended(head, iterator)
  } finally {
    await iterator.return?.()
  }
}

/** The first two bytes or more; fewer when there are no more. */
async function readHead(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0)
  while (head.length < 2) {
    const next = await iterator.next()
    if (next.done) break
    head = Buffer.concat([head, next.value])
  }
  return head
}

async function* prepended(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  yield head
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

function gunzip(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  // Errors reach the reader through the iteration; the callback only keeps them from being thrown twice.
  return pipeline(
    Readable.from(chunks, { objectMode: false }),
    createGunzip({ chunkSize: 64 * 1024 }),
    () => {},
  )
}

/** Ends the iteration on an abort even when the source, a terminal say, never answers. */
async function* abortable(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncIterable<Uint8Array> {
  if (signal === undefined) return yield* chunks
  const iterator = chunks[Symbol.asyncIterator]()
  let isWaiting = false
  try {
    while (true) {
      isWaiting = true
      const next = await unlessAborted(iterator.next(), signal)
      isWaiting = false
      if (next.done) return
      yield next.value
    }
  } finally {
    // A return would queue behind a read that may never end.
    const returned = iterator.return?.()
    if (!isWaiting) await returned
  }
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new InterruptedError('Interrupted while reading the source'))
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

function notGzip(file: SourceFile): IngestError {
  return new IngestError(`Expected gzip data in \`${file.name}\`, found other bytes`, {
    source: file.name,
    hint: 'Remove `.gz` from the name if the file is not compressed.',
  })
}

function unreadable(file: SourceFile, error: unknown): unknown {
  if (error instanceof IngestError || error instanceof InterruptedError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT') return missingFile(file.path, error)
  const isTruncated = code === 'Z_BUF_ERROR'
  const why = REASONS[code] ?? 'reading failed'
  return new IngestError(`Cannot read \`${file.name}\`: ${why}${code === '' ? '' : ` (${code})`}`, {
    source: file.name,
    hint: isTruncated ? 'Write or download the file again; nothing of it was used.' : undefined,
    cause: error,
  })
}

const REASONS: { readonly [code: string]: string } = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder; name its files with a glob such as `folder/*.jsonl`',
  Z_BUF_ERROR: 'the gzip data ends too early',
  Z_DATA_ERROR: 'the gzip data is damaged',
}
