import { TextDecoder } from 'node:util'
import { ConfigError } from '../../errors/config-error.ts'
import { parseJson } from '../../json/parse-json.ts'
import type { Filtered, Rejected } from '../../records/rejected.ts'
import type { Trace } from '../../records/trace.ts'
import type { IngestIo } from './ingest-io.ts'
import { createLineSplitter, type Line } from './line-splitter.ts'
import { listSourceFiles } from './list-source-files.ts'
import type { IsForbiddenId } from './parse-id.ts'
import type { RowParser } from './parse-trace.ts'
import { readChunks } from './read-chunks.ts'
import { RowError } from './row-error.ts'
import type { SourceSpec } from './source-spec.ts'
import { createCanonicalParser } from './sources/canonical.ts'
import { createMessagesParser } from './sources/messages.ts'
import { trafficFilter } from './traffic-filter.ts'

/** Longest line read, in bytes. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024

export type IngestOptions = {
  /** Refuses rows with such ids; without it none is refused. */
  readonly isForbiddenId?: IsForbiddenId | undefined
  /** Leave out health checks and traffic without a user; default true. A candidate is only matched by id. */
  readonly filtersTraffic?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * What each row of a source is, in the order of the source: a trace, a row that is none, or a trace left
 * out on purpose. Blank lines are no rows. Of a repeated trace id the first wins.
 *
 * @throws {ConfigError} when a file does not exist or the mapping is wrong.
 * @throws {IngestError} when a file cannot be read to its end.
 * @throws {InterruptedError} when the signal aborts.
 */
export async function* ingest(
  source: SourceSpec,
  io: IngestIo,
  options: IngestOptions = {},
): AsyncIterable<Trace | Rejected | Filtered> {
  const read = createRowReader(source, options)
  for (const file of await listSourceFiles(source, io)) {
    const splitter = createLineSplitter(MAX_LINE_BYTES)
    for await (const chunk of readChunks(file, io, options.signal)) {
      for (const line of splitter.push(chunk)) yield* read(line, file.name)
    }
    for (const line of splitter.end()) yield* read(line, file.name)
  }
}

type RowReader = (line: Line, file: string) => readonly (Trace | Rejected | Filtered)[]

function createRowReader(source: SourceSpec, options: IngestOptions): RowReader {
  const parse = createRowParser(source, options.isForbiddenId ?? (() => false))
  const filtersTraffic = options.filtersTraffic ?? true
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const seen = new Set<string>()

  const readTrace = (line: Line): Trace | Filtered['reason'] | undefined => {
    const text = decodeLine(line, decoder)
    if (text.trim() === '') return undefined
    const json = parseJson(text)
    if (json.kind === 'invalid') throw new RowError(json.reason)
    const trace = parse(json.value)
    const filter = filtersTraffic ? trafficFilter(trace) : undefined
    if (filter !== undefined && trace.messages.length > 0) return filter
    if (!trace.messages.some(message => message.role === 'assistant')) throw new RowError('no assistant turn')
    if (seen.has(trace.traceId)) return 'duplicate'
    seen.add(trace.traceId)
    return trace
  }

  return (line, file) => {
    try {
      const row = readTrace(line)
      if (row === undefined) return []
      return [typeof row === 'string' ? { kind: 'filtered', file, line: line.number, reason: row } : row]
    } catch (error) {
      if (!(error instanceof RowError)) throw error
      return [{ kind: 'rejected', file, line: line.number, reason: error.message }]
    }
  }
}

function createRowParser(source: SourceSpec, isForbiddenId: IsForbiddenId): RowParser {
  if (source.format === 'canonical') return createCanonicalParser(source.intentPointer, isForbiddenId)
  if (source.map === undefined) {
    throw new ConfigError(
      'Expected `map` with at least `id` and `messages` for `format: messages`, got none',
      {
        path: 'source.map',
        hint: 'See docs/trace-format.md for an example.',
      },
    )
  }
  return createMessagesParser(source.map, source.intentPointer, isForbiddenId)
}

function decodeLine({ bytes }: Line, decoder: TextDecoder): string {
  if (bytes === undefined) throw new RowError(`line longer than ${MAX_LINE_BYTES / 1024 / 1024} MiB`)
  try {
    return decoder.decode(bytes)
  } catch {
    throw new RowError('not valid UTF-8')
  }
}
