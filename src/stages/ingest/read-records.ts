import { isPulledPath } from '../../config/pull-source.ts'
import { ConfigError } from '../../errors/config-error.ts'
import type { IngestIo } from './ingest-io.ts'
import type { SourceFile } from './list-source-files.ts'
import { readChunks } from './read-chunks.ts'
import { readJson } from './read-document.ts'
import { readLines } from './read-lines.ts'
import { looksLikeProtobuf, readProtobuf } from './read-protobuf.ts'
import type { SourceRecord } from './sources/record.ts'

const TABLE_NAME = /\.(?:parquet|csv)(?:\.gz|\.zst)?$/i

/**
 * The records of one file: lines or a document of JSON, requests of OTLP in protobuf, rows of a Parquet or CSV table.
 *
 * @param isLines - the file is JSON Lines and nothing else.
 * @throws {ConfigError} when a table or a remote path cannot be read for want of DuckDB.
 */
export async function* readRecords(
  file: SourceFile,
  io: IngestIo,
  signal: AbortSignal | undefined,
  { isLines }: { readonly isLines: boolean },
): AsyncIterable<readonly SourceRecord[]> {
  if (isTable(file.path)) {
    yield* readTable(file, io)
    return
  }
  const chunks = readChunks(file, io, signal)
  if (isLines) {
    yield* readLines(chunks)
    return
  }
  const { head, all } = await peek(chunks)
  if (startsWith(head, 'PAR1')) {
    throw new ConfigError(`Expected the name of the Parquet file \`${file.name}\` to end in \`.parquet\``, {
      path: file.path,
    })
  }
  if (startsWith(head, 'PK\u0003\u0004')) {
    throw new ConfigError(`Expected traces in \`${file.name}\`, found a ZIP archive`, {
      path: file.path,
      hint: 'Unpack it, write a spreadsheet as `.csv`, a log of Inspect as JSON: `inspect log dump FILE > log.json`.',
    })
  }
  yield* looksLikeProtobuf(head) ? readProtobuf(all) : readJson(all)
}

/** Whether a path is read as a table: by its name, or because it lies on an object store or another server. */
function isTable(path: string): boolean {
  return TABLE_NAME.test(path) || /^s3:\/\//i.test(path) || isPulledPath(path)
}

async function* readTable(file: SourceFile, io: IngestIo): AsyncIterable<readonly SourceRecord[]> {
  if (io.readTable === undefined)
    throw new ConfigError('Expected a reader of tables, found none', { path: file.path })
  let line = 0
  for await (const row of io.readTable(file.path)) {
    line += 1
    yield [
      'unusable' in row
        ? { kind: 'unusable', line, reason: row.unusable }
        : { kind: 'value', line, bytes: row.bytes, value: row.value },
    ]
  }
}

/** The first bytes, and an iteration that still has them. */
async function peek(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly head: Uint8Array; readonly all: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]()
  const first = await iterator.next()
  const head: Uint8Array = first.done ? new Uint8Array(0) : first.value
  async function* all(): AsyncIterable<Uint8Array> {
    try {
      yield head
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
    } finally {
      await iterator.return?.()
    }
  }
  return { head, all: all() }
}

function startsWith(bytes: Uint8Array, magic: string): boolean {
  return Buffer.from(bytes.subarray(0, magic.length)).toString('latin1') === magic
}
