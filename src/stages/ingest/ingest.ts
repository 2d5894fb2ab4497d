import { IngestError } from '../../errors/ingest-error.ts'
import type { JsonValue } from '../../records/json-value.ts'
import type { Filtered, Rejected } from '../../records/rejected.ts'
import type { Trace } from '../../records/trace.ts'
import type { IngestIo } from './ingest-io.ts'
import { listSourceFiles, type SourceFile } from './list-source-files.ts'
import { assembleTrace } from './normalise/assemble-trace.ts'
import type { IsForbiddenId } from './parse-id.ts'
import type { RowParser } from './parse-trace.ts'
import { readRecords } from './read-records.ts'
import { RowError } from './row-error.ts'
import { createRowParser } from './row-parsers.ts'
import type { FileFormat, SourceSpec } from './source-spec.ts'
import { IMPORTERS } from './sources/importers.ts'
import type { SourceRecord } from './sources/record.ts'
import {
  createSpanGroups,
  type HeldTrace,
  MAX_HELD_BYTES,
  type Share,
  type SpanGroups,
} from './span-groups.ts'
import { trafficFilter } from './traffic-filter.ts'
import { withFormat } from './with-format.ts'

export type IngestOptions = {
  /** Refuses rows with such ids; without it none is refused. */
  readonly isForbiddenId?: IsForbiddenId | undefined
  /** Leave out health checks and traffic without a user; default true. A candidate is only matched by id. */
  readonly filtersTraffic?: boolean | undefined
  /** Told for every file what it is read as. */
  readonly onFormat?: ((file: string, format: FileFormat) => void) | undefined
  /** Bytes of source text whose spans are held at once; default 96 MiB. Above it the source is read more than once. */
  readonly maxHeldBytes?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * What each row of a source is: a trace, a row that is none, or a trace left out on purpose. Rows that are whole traces come
 * in the order of the source, traces spread over many rows after them. Blank lines are no rows. Of a repeated trace id the
 * first wins.
 *
 * @throws {ConfigError} when a file does not exist, the mapping is wrong, or a table is named and DuckDB is not installed.
 * @throws {IngestError} when a file cannot be read to its end.
 * @throws {InterruptedError} when the signal aborts.
 */
export async function* ingest(
  source: SourceSpec,
  io: IngestIo,
  options: IngestOptions = {},
): AsyncIterable<Trace | Rejected | Filtered> {
  const files = await listSourceFiles(source, io)
  const judge = createRowJudge(source, options)
  const shares: Share[] = [{ index: 0, modulus: 1 }]
  for (let pass = 0, share = shares.shift(); share !== undefined; pass++, share = shares.shift()) {
    const groups = createSpanGroups(share, options.maxHeldBytes ?? MAX_HELD_BYTES)
    for (const file of files) {
      if (pass > 0 && file.path === '-') throw tooManySpans(file)
      const take = createTaker(judge, groups, file.name, pass === 0)
      const isLines = source.format === 'canonical' || source.format === 'messages'
      const batches = readRecords(file, io, options.signal, { isLines })
      const onFormat = (format: FileFormat) => pass === 0 && options.onFormat?.(file.name, format)
      for await (const { records, format } of withFormat(batches, givenFormat(source), onFormat)) {
        for (const record of records) yield* take(record, format)
      }
    }
    shares.unshift(...groups.left())
    for (const trace of groups.traces()) yield* judge.spans(trace)
  }
}

type Row = Trace | Rejected | Filtered
const NO_ROWS: readonly Row[] = []

function givenFormat({ format }: SourceSpec): FileFormat | undefined {
  return format === 'auto' ? undefined : format
}

/** What a record gives at once; spans go to their groups, and on later readings nothing else is looked at. */
function createTaker(
  judge: RowJudge,
  groups: SpanGroups,
  file: string,
  isFirst: boolean,
): (record: SourceRecord, format: FileFormat) => readonly Row[] {
  return (record, format) => {
    const { line } = record
    if (record.kind === 'unusable') {
      return isFirst ? [{ kind: 'rejected', file, line, reason: record.reason }] : NO_ROWS
    }
    if (format === 'canonical' || format === 'messages') {
      return isFirst ? judge.row(record.value, format, file, line) : NO_ROWS
    }
    const importer = IMPORTERS[format]
    try {
      if (importer.kind === 'spans') {
        groups.add(importer.spansOf(record.value), record.bytes, { file, line })
        return NO_ROWS
      }
      if (!isFirst) return NO_ROWS
      return importer.rowsOf(record.value).flatMap(row => judge.row(row, 'canonical', file, line))
    } catch (error) {
      if (!(error instanceof RowError)) throw error
      return isFirst ? [{ kind: 'rejected', file, line, reason: error.message }] : NO_ROWS
    }
  }
}

/** Tells traces from rows that are none and from traffic nobody wants measured. */
interface RowJudge {
  row(value: JsonValue, format: 'canonical' | 'messages', file: string, line: number): readonly Row[]
  spans(trace: HeldTrace): readonly Row[]
}

function createRowJudge(source: SourceSpec, options: IngestOptions): RowJudge {
  const isForbiddenId = options.isForbiddenId ?? (() => false)
  const parsers = new Map<string, RowParser>()
  const parserOf = (format: 'canonical' | 'messages') => {
    const parser = parsers.get(format) ?? createRowParser(format, source, isForbiddenId)
    parsers.set(format, parser)
    return parser
  }
  // A wrong mapping stops the run before anything is read.
  parserOf(source.format === 'messages' ? 'messages' : 'canonical')
  const filtersTraffic = options.filtersTraffic ?? true
  const seen = new Set<string>()

  const traceOf = (value: JsonValue, parse: RowParser): Trace | Filtered['reason'] => {
    const trace = parse(value)
    const filter = filtersTraffic ? trafficFilter(trace) : undefined
    if (filter !== undefined && trace.messages.length > 0) return filter
    if (!trace.messages.some(message => message.role === 'assistant')) throw new RowError('no assistant turn')
    if (seen.has(trace.traceId)) return 'duplicate'
    seen.add(trace.traceId)
    return trace
  }
  const row: RowJudge['row'] = (value, format, file, line) => {
    try {
      const found = traceOf(value, parserOf(format))
      return [typeof found === 'string' ? { kind: 'filtered', file, line, reason: found } : found]
    } catch (error) {
      if (!(error instanceof RowError)) throw error
      return [{ kind: 'rejected', file, line, reason: error.message }]
    }
  }
  return {
    row,
    spans({ records, file, line }) {
      const assembled = assembleTrace(records)
      return assembled.kind === 'row'
        ? row(assembled.row, 'canonical', file, line)
        : [{ kind: 'filtered', file, line, reason: assembled.reason }]
    },
  }
}

function tooManySpans(file: SourceFile): IngestError {
  return new IngestError('Expected spans that fit into memory on standard input, found more', {
    source: file.name,
    hint: 'Write them to a file and name it: a file can be read more than once.',
  })
}
