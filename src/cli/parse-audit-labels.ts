import { IngestError } from '../errors/ingest-error.ts'
import { parseJson } from '../json/parse-json.ts'
import type { AuditLabel } from '../records/audit.ts'
import { LABEL_COLUMNS, type LabelRow, readLabelRow } from '../stages/audit/label-row.ts'
import { csvRecords } from '../stages/ingest/csv-records.ts'

type Row = { readonly line: number; readonly row: LabelRow | string }

const SHOWN = 5

export type ImportedLabels = {
  readonly labels: readonly AuditLabel[]
  /** Rows in which nobody said anything. */
  readonly blank: number
}

/**
 * The labels of a sheet: CSV when its name ends so, else JSON Lines with the same keys (docs/audit.md). Labels are few
 * and dear: a row that cannot be read stops the reading.
 *
 * @param file - name for messages.
 * @param options.rater - who labels where a row does not say.
 * @throws {IngestError} naming the first lines that are wrong and why, or a sheet without its columns.
 */
export function parseAuditLabels(
  text: string,
  file: string,
  options: { readonly rater: string | undefined; readonly nowMs: number },
): ImportedLabels {
  const bad: string[] = []
  const labels: AuditLabel[] = []
  let blank = 0
  for (const { line, row } of /\.csv$/i.test(file) ? csvRows(text, file) : jsonRows(text)) {
    const read =
      typeof row === 'string' ? ({ kind: 'bad', reason: row } as const) : readLabelRow(row, options.rater)
    if (read.kind === 'blank') blank += 1
    else if (read.kind === 'bad') bad.push(`line ${line}: ${read.reason}`)
    else labels.push({ ...read.label, labelledAtMs: options.nowMs })
  }
  if (bad.length > 0) {
    const more = bad.length > SHOWN ? `; and ${bad.length - SHOWN} more` : ''
    throw new IngestError(
      `Expected audit labels in ${file}, found other rows: ${bad.slice(0, SHOWN).join('; ')}${more}`,
      { source: file, hint: 'nothing was imported; docs/audit.md shows the form of a row' },
    )
  }
  return { labels, blank }
}

function csvRows(text: string, file: string): readonly Row[] {
  const [header, ...records] = csvRecords(text, file)
  const names = header?.cells.map(cell => cell.trim().toLowerCase()) ?? []
  if (!names.includes('item')) {
    throw new IngestError(
      `Expected a first line that names the columns of ${file}, found none with \`item\``,
      {
        source: file,
        hint: `the columns are ${LABEL_COLUMNS.join(', ')}; others are not looked at`,
      },
    )
  }
  return records.map(({ cells, line }) => ({
    line,
    row: Object.fromEntries(LABEL_COLUMNS.map(name => [name, cells[names.indexOf(name)]])),
  }))
}

function jsonRows(text: string): readonly Row[] {
  return text.split(/\r?\n/).flatMap((content, index): readonly Row[] => {
    if (content.trim() === '') return []
    const line = index + 1
    const parsed = parseJson(content)
    if (parsed.kind === 'invalid') return [{ line, row: parsed.reason }]
    const { value } = parsed
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return [{ line, row: 'expected an object' }]
    if (!Object.hasOwn(value, 'item')) return [{ line, row: 'item: expected 16 hexadecimal digits' }]
    return [{ line, row: value as LabelRow }]
  })
}
