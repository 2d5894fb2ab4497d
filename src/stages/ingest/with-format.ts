import type { FileFormat } from './source-spec.ts'
import { type DetectedFormat, detectFormat } from './sources/detect-format.ts'
import type { SourceRecord } from './sources/record.ts'

/** Records looked at before a file without any known shape is read as canonical, whose reasons are the most exact. */
const MOST_WAITING = 1000

/** A batch of records and the format they are all of. */
export type FormattedBatch = { readonly records: readonly SourceRecord[]; readonly format: FileFormat }

/**
 * The batches with the format of the file: the one given, or that of the first record that shows one. Records before it wait.
 *
 * @param onFormat - told once, when the format is known.
 */
export async function* withFormat(
  batches: AsyncIterable<readonly SourceRecord[]>,
  given: FileFormat | undefined,
  onFormat: (format: FileFormat) => void,
): AsyncIterable<FormattedBatch> {
  let format: FileFormat | undefined = given
  if (format !== undefined) onFormat(format)
  let waiting: SourceRecord[] = []
  for await (const records of batches) {
    if (format !== undefined) {
      yield { records, format }
      continue
    }
    waiting.push(...records)
    format = firstFormat(records) ?? (waiting.length > MOST_WAITING ? 'canonical' : undefined)
    if (format === undefined) continue
    onFormat(format)
    yield { records: waiting, format }
    waiting = []
  }
  if (format !== undefined || waiting.length === 0) return
  onFormat('canonical')
  yield { records: waiting, format: 'canonical' }
}

function firstFormat(records: readonly SourceRecord[]): DetectedFormat | undefined {
  for (const record of records) {
    const format = record.kind === 'value' ? detectFormat(record.value) : undefined
    if (format !== undefined) return format
  }
  return undefined
}
