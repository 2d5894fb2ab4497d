import { ConfigError } from '../../errors/config-error.ts'

/** `line`: where the record begins, from 1. */
export type CsvRecord = { readonly cells: readonly string[]; readonly line: number }

/** One cell, quoted or not, and what ends it. The quoted form comes first, or a quote would begin a plain cell. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n][^,\r\n]*)?)(,|\r\n|\n|\r|$)/y

/**
 * The records of a CSV file (RFC 4180: quoted fields may hold commas, quotes and line breaks), without blank lines.
 *
 * @param file - how messages call it.
 * @throws {ConfigError} when a quoted field does not end.
 */
export function csvRecords(content: string, file: string): readonly CsvRecord[] {
  const text = content.replace(/^\uFEFF/, '')
  const records: CsvRecord[] = []
  let cells: string[] = []
  let line = 1
  let startLine = 1
  for (let at = 0; at < text.length || cells.length > 0; ) {
    CELL.lastIndex = at
    const found = CELL.exec(text)
    if (found === null) {
      throw new ConfigError(
        `Expected comma-separated values, found a stray or open quote at ${file}:${line}`,
        {
          path: file,
          hint: 'a quoted field ends with a quote, and quotes within it are doubled',
        },
      )
    }
    const [whole, quoted, plain, end] = found
    cells.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    at += whole.length
    line += whole.split(/\r\n|\n|\r/).length - 1
    if (end === ',') continue
    if (cells.length > 1 || cells[0]?.trim() !== '') records.push({ cells, line: startLine })
    cells = []
    startLine = line
  }
  return records
}

/** What no cell needs: control characters but for ends of lines and tabs, and what reorders text. */
const UNSEEN = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu
/** What a spreadsheet takes for the begin of a formula, in full width too. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

/** A record as a line of CSV; what a spreadsheet would take for a formula, or a terminal for a command, is kept from being one. */
export function csvLine(cells: readonly string[]): string {
  const quoted = cells.map(cell => {
    const seen = cell.replace(UNSEEN, ' ')
    const text = FORMULA.test(seen) ? `'${seen}` : seen
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  })
  return `${quoted.join(',')}\n`
}
