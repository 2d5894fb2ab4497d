import type { RedactText } from '../privacy/redact-text.ts'
import type { IngestReport } from '../records/evaluation.ts'
import { noneFiltered, type Rejected } from '../records/rejected.ts'
import type { Trace } from '../records/trace.ts'
import { noTrace, tooManyRejected } from '../stages/ingest/collect-traces.ts'
import { type IngestOptions, ingestBatches } from '../stages/ingest/ingest.ts'
import type { IngestIo } from '../stages/ingest/ingest-io.ts'
import type { FileFormat, SourceSpec } from '../stages/ingest/source-spec.ts'
import { redactBatches, WORTH_WORKERS } from '../stages/redact/redact-batches.ts'
import type { RunStore } from '../store/run-store.ts'

/** Traces redacted and written together: enough for one transaction, few enough for memory. */
const BATCH = 500
/** Rejected rows that are kept to be listed; above it they are only counted. */
const MOST_LISTED = 1000

export type IngestDependencies = {
  readonly io: IngestIo
  readonly store: RunStore
  readonly redactText: RedactText
  readonly isForbiddenId: IngestOptions['isForbiddenId']
  readonly onWarning: (warning: string) => void
  readonly signal: AbortSignal
}

export type IngestResult = {
  readonly accepted: number
  readonly rejected: readonly Rejected[]
  readonly rejectedCount: number
  readonly filtered: IngestReport['filtered']
  /** What each file was read as, in reading order. */
  readonly formats: readonly { readonly file: string; readonly format: FileFormat }[]
}

/**
 * Reads a source to its end and keeps production's traces in the store, redacted, a few hundred at a time: memory does not grow with the
 * source. A trace that is read again replaces itself.
 *
 * @throws {IngestError} when a file cannot be read, rows are rejected and none is left, or more than the larger of 5 and 1% of the rows are no traces;
 *   what was kept before stays.
 */
export async function ingestIntoStore(
  source: SourceSpec & { readonly maxRejected?: number | undefined },
  { io, store, redactText, isForbiddenId, signal }: IngestDependencies,
): Promise<IngestResult> {
  const formats: { readonly file: string; readonly format: FileFormat }[] = []
  const rejected: Rejected[] = []
  const filtered = noneFiltered()
  let rejectedCount = 0
  let accepted = 0
  const onFormat = (file: string, format: FileFormat) => formats.push({ file, format })
  async function* read(): AsyncGenerator<readonly Trace[]> {
    let batch: Trace[] = []
    for await (const rows of ingestBatches(source, io, { isForbiddenId, onFormat, signal })) {
      for (const row of rows) {
        if (row.kind === 'trace') batch.push(row)
        else if (row.kind === 'filtered') filtered[row.reason] += 1
        else {
          rejectedCount += 1
          if (rejected.length < MOST_LISTED) rejected.push(row)
        }
      }
      if (batch.length < BATCH) continue
      yield batch
      batch = []
    }
    yield batch
  }
  for await (const batch of redactBatches(read(), redactText, { aloneUntil: WORTH_WORKERS })) {
    store.putTraces('baseline', batch)
    accepted += batch.length
  }
  const left = Object.values(filtered).reduce((sum, count) => sum + count, 0)
  const rows = accepted + rejectedCount + left
  const allowed = source.maxRejected ?? Math.max(5, Math.floor(rows / 100))
  if (rejectedCount > allowed) throw tooManyRejected(source, rows, rejected, allowed, rejectedCount)
  // A source without any row is a night without traffic; rows of which none can be used are a mistake.
  if (accepted === 0 && rejectedCount > 0) throw noTrace(source, rows, rejected, filtered)
  return { accepted, rejected, rejectedCount, filtered, formats }
}
