import { IngestError } from '../../errors/ingest-error.ts'
import type { IngestReport } from '../../records/evaluation.ts'
import { type Filtered, noneFiltered, type Rejected } from '../../records/rejected.ts'
import type { Trace } from '../../records/trace.ts'
import { type IngestOptions, ingestBatches } from './ingest.ts'
import type { IngestIo } from './ingest-io.ts'
import { mappingWarnings } from './mapping-warnings.ts'
import type { IsForbiddenId } from './parse-id.ts'
import { createRepeatSharing } from './share-repeats.ts'
import type { SourceSpec } from './source-spec.ts'

export type CollectOptions = {
  /** Only baseline traffic is filtered: candidate and adversarial traces are wanted by id, whatever they say. */
  readonly side: IngestReport['side']
  /** Most rows that may be rejected; default the larger of 5 and 1% of the rows. */
  readonly maxRejected?: number | undefined
  readonly isForbiddenId?: IsForbiddenId | undefined
  /** Told for every file what it is read as. */
  readonly onFormat?: IngestOptions['onFormat']
  /** Told after each row how many were read. */
  readonly onProgress?: ((rows: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

export type CollectedTraces = {
  /** In the order of the source, ids unique. */
  readonly traces: readonly Trace[]
  readonly report: IngestReport
  /** Sentences a user must see: parts of the mapping that met nothing in any row. */
  readonly warnings: readonly string[]
}

/**
 * All traces of one side, and the account of every row that is not among them. `outside-window` is 0
 * here: windows are `selectWindow`'s.
 *
 * @throws {IngestError} when the source cannot be read, holds no usable trace, or has too many rejected rows.
 * @throws {ConfigError} when a file does not exist or the mapping is wrong.
 * @throws {InterruptedError} when the signal aborts.
 */
export async function collectTraces(
  source: SourceSpec,
  io: IngestIo,
  options: CollectOptions,
): Promise<CollectedTraces> {
  const traces: Trace[] = []
  const rejected: Rejected[] = []
  const filtered = noneFiltered()
  const share = createRepeatSharing<string>()
  let rows = 0
  const { side, isForbiddenId, onFormat, signal } = options
  const filtersTraffic = side === 'baseline'
  for await (const batch of ingestBatches(source, io, { isForbiddenId, onFormat, signal, filtersTraffic })) {
    for (const row of batch) {
      if (row.kind === 'trace') traces.push(share(row))
      else if (row.kind === 'rejected') rejected.push(row)
      else filtered[row.reason] += 1
      rows += 1
      options.onProgress?.(rows)
    }
  }

  const allowed = options.maxRejected ?? Math.max(5, Math.floor(rows / 100))
  if (rejected.length > allowed) throw tooManyRejected(source, rows, rejected, allowed)
  if (traces.length === 0) throw noTrace(source, rows, rejected, filtered)
  return {
    traces,
    report: {
      side,
      accepted: traces.length,
      rejected,
      filtered,
      unknownFinishes: countUnknownFinishes(traces),
    },
    warnings: mappingWarnings(source, traces),
  }
}

function countUnknownFinishes(traces: readonly Trace[]): { readonly [word: string]: number } {
  const counts = new Map<string, number>()
  for (const { finish } of traces) {
    if (finish?.kind === 'unknown') counts.set(finish.word, (counts.get(finish.word) ?? 0) + 1)
  }
  return Object.fromEntries(counts)
}

const UNKNOWN_SHAPE =
  "Rows of a shape of their own take a `map` beside `path`, for each side: `map: { id: /id, messages: /messages }` (docs/trace-format.md), a list within a document first `jq -c '.list[]'`; docs/sources.md has what is read without either."

/** The error that stops an import with too many rows that are no traces; the first five are listed. */
export function tooManyRejected(
  source: SourceSpec,
  rows: number,
  rejected: readonly Rejected[],
  allowed: number,
  count = rejected.length,
): IngestError {
  const found = `Expected at most ${allowed} unusable rows in ${nameOf(source)}, found ${count} of ${rows}`
  return new IngestError(`${found}:\n${listRows(rejected)}`, {
    source: nameOf(source),
    hint:
      containerHint(rejected) ??
      (count === rows && source.map === undefined
        ? UNKNOWN_SHAPE
        : 'Correct the rows or the mapping, or raise `max_rejected`. The format is in docs/trace-format.md.'),
  })
}

/** The error that stops an import none of whose rows is a trace. */
export function noTrace(
  source: SourceSpec,
  rows: number,
  rejected: readonly Rejected[],
  filtered: { readonly [reason in Filtered['reason']]: number },
): IngestError {
  const name = nameOf(source)
  if (rows === 0) {
    return new IngestError(`Expected traces in ${name}, found it empty`, {
      source: name,
      hint: 'Name a file with traces: docs/sources.md has what can be read.',
    })
  }
  const reasons = Object.entries(filtered).filter(([, count]) => count > 0)
  const left = reasons.map(([reason, count]) => `${count} ${reason}`).join(', ')
  const account = [`${rejected.length} rejected`, ...(left === '' ? [] : [left])].join(', ')
  const list = rejected.length === 0 ? '' : `:\n${listRows(rejected)}`
  return new IngestError(
    `Expected traces in ${name}, found no usable one in ${rows} rows (${account})${list}`,
    {
      source: name,
      hint:
        containerHint(rejected) ??
        (rejected.length === rows && source.map === undefined
          ? UNKNOWN_SHAPE
          : 'The format is in docs/trace-format.md.'),
    },
  )
}

/** What to do about a file that is no JSON at all, told by its first rows. */
function containerHint(rejected: readonly Rejected[]): string | undefined {
  const reasons = rejected.slice(0, 5).map(({ reason }) => reason)
  if (reasons.length === 0) return undefined
  if (reasons[0] === 'not valid UTF-8') return 'Write the file as UTF-8: `iconv -f UTF-16 -t UTF-8 FILE`.'
  return reasons.every(reason => /^(?:not valid JSON|JSON ends)/.test(reason))
    ? 'Each line must be one JSON value, or the whole file one document: `jq -c . FILE` writes such lines. Tables are read by their ending, `.csv` or `.parquet`.'
    : undefined
}

/** The first five, one a line. */
function listRows(rejected: readonly Rejected[]): string {
  const shown = rejected.slice(0, 5).map(({ file, line, reason }) => `  ${file}:${line} ${reason}`)
  const more = rejected.length - shown.length
  return [...shown, ...(more > 0 ? [`  and ${more} more`] : [])].join('\n')
}

function nameOf({ path }: SourceSpec): string {
  if (path === '-') return 'standard input'
  return typeof path === 'string' ? `\`${path}\`` : path.map(one => `\`${one}\``).join(', ')
}
