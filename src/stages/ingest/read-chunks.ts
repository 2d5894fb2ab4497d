import { pipeline, Readable } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { IngestError } from '../../errors/ingest-error.ts'
import { InterruptedError } from '../../errors/interrupted-error.ts'
import type { IngestIo } from './ingest-io.ts'
import { missingFile, type SourceFile } from './list-source-files.ts'

/** Text of traces shrinks 5 to 50 times; above this ratio, once enough came out to be sure, a file is made to exhaust its reader. */
const MAX_RATIO = 200
const RATIO_COUNTS_FROM = 16 * 1024 * 1024

/**
 * The uncompressed bytes of a file. Gzip and Zstandard are recognised by their first bytes, whatever the file is called.
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
    const packing = packingOf(head)
    if (packing !== 'gzip' && file.path.endsWith('.gz') && head.length > 0)
      throw notPacked(file, 'gzip', '.gz')
    if (packing !== 'zstd' && file.path.endsWith('.zst') && head.length > 0)
      throw notPacked(file, 'Zstandard', '.zst')
    yield* packing === undefined
      ? prepended(head, iterator)
      : unpacked(prepended(head, iterator), packing, file)
  } finally {
    await iterator.return?.()
  }
}

function packingOf(head: Uint8Array): 'gzip' | 'zstd' | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip'
  const isZstd = head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd
  return isZstd ? 'zstd' : undefined
}

/** The first four bytes or more; fewer when there are no more. */
async function readHead(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0)
  while (head.length < 4) {
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

async function* unpacked(
  chunks: AsyncIterable<Uint8Array>,
  packing: 'gzip' | 'zstd',
  file: SourceFile,
): AsyncIterable<Uint8Array> {
  let packedBytes = 0
  let bytes = 0
  async function* counted(): AsyncIterable<Uint8Array> {
    for await (const chunk of chunks) {
      packedBytes += chunk.length
      yield chunk
    }
  }
  const chunkSize = 64 * 1024
  // Errors reach the reader through the iteration; the callback only keeps them from being thrown twice.
  const stream: AsyncIterable<Uint8Array> = pipeline(
    Readable.from(counted(), { objectMode: false }),
    packing === 'gzip' ? createGunzip({ chunkSize }) : createZstdDecompress({ chunkSize }),
    () => {},
  )
  for await (const chunk of stream) {
    bytes += chunk.length
    // What was read but not yet unpacked counts in favour of the file.
    if (bytes > RATIO_COUNTS_FROM && bytes > packedBytes * MAX_RATIO) throw tooDense(file)
    yield chunk
  }
}

function tooDense(file: SourceFile): IngestError {
  return new IngestError(
    `Expected compressed traces in \`${file.name}\`, found data that unpacks to more than ${MAX_RATIO} times its size`,
    {
      source: file.name,
      hint: 'Such files are made to exhaust their reader. If this one is right, unpack it and name the unpacked file.',
    },
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

function notPacked(file: SourceFile, packing: string, ending: string): IngestError {
  return new IngestError(`Expected ${packing} data in \`${file.name}\`, found other bytes`, {
    source: file.name,
    hint: `Remove \`${ending}\` from the name if the file is not compressed.`,
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
  ZSTD_error_prefix_unknown: 'the Zstandard data is damaged',
  ZSTD_error_corruption_detected: 'the Zstandard data is damaged',
  ZSTD_error_checksum_wrong: 'the Zstandard data is damaged',
}
