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
import { pageOf } from './sources/detect-format.ts'
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

/** What a row of a source is: a trace, a row that is none, or a trace left out on purpose. */
export type IngestedRow = Trace | Rejected | Filtered

/** Traces made of spans that are handed on together. */
const SPAN_TRACES_AT_ONCE = 100

/**
 * What each row of a source is. Rows that are whole traces come in the order of the source, traces spread over many rows after them.
 * Blank lines are no rows. Of a repeated trace id the first wins. For a long source `ingestBatches` is the faster.
 *
 * @throws {ConfigError} when a file does not exist, the mapping is wrong, or a table is named and DuckDB is not installed.
 * @throws {IngestError} when a file cannot be read to its end.
 * @throws {InterruptedError} when the signal aborts.
 */
export async function* ingest(
  source: SourceSpec,
  io: IngestIo,
  options: IngestOptions = {},
): AsyncIterable<IngestedRow> {
  for await (const rows of ingestBatches(source, io, options)) yield* rows
}

/** The rows of `ingest` as they are read, those of a chunk of the file together: waiting for every single one takes longer than reading it. */
export async function* ingestBatches(
  source: SourceSpec,
  io: IngestIo,
  options: IngestOptions = {},
): AsyncIterable<readonly IngestedRow[]> {
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
        const rows: IngestedRow[] = []
        for (const record of records) take(record, format, rows)
        if (rows.length > 0) yield rows
      }
    }
    shares.unshift(...groups.left())
    let rows: IngestedRow[] = []
    for (const trace of groups.traces()) {
      rows.push(judge.spans(trace))
      if (rows.length < SPAN_TRACES_AT_ONCE) continue
      yield rows
      rows = []
    }
    if (rows.length > 0) yield rows
  }
}

function givenFormat({ format }: SourceSpec): FileFormat | undefined {
  return format === 'auto' ? undefined : format
}

/** Adds what a record gives at once to `rows`; spans go to their groups, and on later readings nothing else is looked at. */
function createTaker(
  judge: RowJudge,
  groups: SpanGroups,
  file: string,
  isFirst: boolean,
): (record: SourceRecord, format: FileFormat, rows: IngestedRow[]) => void {
  const takeWhole = (value: JsonValue, line: number, format: FileFormat, rows: IngestedRow[]) => {
    if (format === 'canonical' || format === 'messages') {
      if (isFirst) rows.push(judge.row(value, format, file, line))
      return
    }
    const importer = IMPORTERS[format]
    if (importer.kind === 'rows' && isFirst) {
      for (const row of importer.rowsOf(value)) rows.push(judge.row(row, 'canonical', file, line))
    }
  }
  const takeOne = (
    value: JsonValue,
    { line, bytes }: { readonly line: number; readonly bytes: number },
    format: FileFormat,
    rows: IngestedRow[],
  ) => {
    const importer = format === 'canonical' || format === 'messages' ? undefined : IMPORTERS[format]
    try {
      if (importer?.kind === 'spans') groups.add(importer.spansOf(value), bytes, { file, line })
      else takeWhole(value, line, format, rows)
    } catch (error) {
      if (!(error instanceof RowError)) throw error
      if (isFirst) rows.push({ kind: 'rejected', file, line, reason: error.message })
    }
  }
  return (record, format, rows) => {
    const { line } = record
    if (record.kind === 'unusable') {
      if (isFirst) rows.push({ kind: 'rejected', file, line, reason: record.reason })
      return
    }
    const page = format === 'messages' ? undefined : pageOf(record.value)
    if (page === undefined) takeOne(record.value, record, format, rows)
    else {
      const bytes = Math.ceil(record.bytes / page.length)
      for (const value of page) takeOne(value, { line, bytes }, format, rows)
    }
  }
}

/** Tells traces from rows that are none and from traffic nobody wants measured. */
interface RowJudge {
  row(value: JsonValue, format: 'canonical' | 'messages', file: string, line: number): IngestedRow
  spans(trace: HeldTrace): IngestedRow
}

function createRowJudge(source: SourceSpec, options: IngestOptions): RowJudge {
  const isForbiddenId = options.isForbiddenId ?? (() => false)
  // Made first: a wrong mapping stops the run before anything is read.
  const canonical = createRowParser('canonical', source, isForbiddenId)
  const mapped = source.format === 'messages' ? createRowParser('messages', source, isForbiddenId) : undefined
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
      const found = traceOf(value, (format === 'messages' ? mapped : undefined) ?? canonical)
      return typeof found === 'string' ? { kind: 'filtered', file, line, reason: found } : found
    } catch (error) {
      if (!(error instanceof RowError)) throw error
      return { kind: 'rejected', file, line, reason: error.message }
    }
  }
  return {
    row,
    spans({ records, file, line }) {
      const assembled = assembleTrace(records)
      return assembled.kind === 'row'
        ? row(assembled.row, 'canonical', file, line)
        : { kind: 'filtered', file, line, reason: assembled.reason }
    },
  }
}

function tooManySpans(file: SourceFile): IngestError {
  return new IngestError('Expected spans that fit into memory on standard input, found more', {
    source: file.name,
    hint: 'Write them to a file and name it: a file can be read more than once.',
  })
}
