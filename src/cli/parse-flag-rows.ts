import { ConfigError } from '../errors/config-error.ts'
import { csvRecords } from '../stages/ingest/csv-records.ts'
import type { WantedTrace } from './add-to-ledger.ts'

const HEADERS = new Set(['trace_id', 'id', 'trace'])

/**
 * The rows `trace id[,reason]` of a CSV file (RFC 4180: quoted fields may hold commas, quotes and line breaks). A first
 * row that names its columns is left out, and so are blank lines. Further columns are not looked at.
 *
 * @param file - how messages call it.
 * @throws {ConfigError} when a quoted field does not end, or a row has no id.
 */
export function parseFlagRows(text: string, file: string): readonly WantedTrace[] {
  const records = csvRecords(text, file)
  const [first] = records
  const isHeader = HEADERS.has(first?.cells[0]?.trim().toLowerCase() ?? '')
  return (isHeader ? records.slice(1) : records).map(({ cells, line }) => {
    const traceId = cells[0]?.trim() ?? ''
    const reason = cells[1]?.trim() ?? ''
    if (traceId === '') {
      throw new ConfigError(`Expected a trace id at ${file}:${line}, found an empty first column`, {
        path: file,
        hint: 'a row is `trace id` or `trace id,reason`',
      })
    }
    return { traceId, reason: reason === '' ? undefined : reason }
  })
}
