import { IngestError } from '../errors/ingest-error.ts'
import { RowError } from '../stages/ingest/row-error.ts'

const SHOWN = 5
const HINT = 'docs/calibration.md shows the form of a row'

/**
 * The rows of a JSON Lines file that people made, every one of them: a row that cannot be read stops whoever reads it,
 * because labels are few and dear. Empty lines are nothing.
 *
 * @param what - what the rows are, for messages.
 * @throws {IngestError} naming the first lines that are wrong and why, or a file without rows.
 */
export function parseRows<T>(
  text: string,
  { file, what }: { readonly file: string; readonly what: string },
  parseRow: (line: string) => T,
): readonly T[] {
  const bad: string[] = []
  const rows = text.split(/\r?\n/).flatMap((line, index): readonly T[] => {
    if (line.trim() === '') return []
    try {
      return [parseRow(line)]
    } catch (error) {
      if (!(error instanceof RowError)) throw error
      bad.push(`line ${index + 1}: ${error.message}`)
      return []
    }
  })
  if (bad.length > 0) {
    const more = bad.length > SHOWN ? `; and ${bad.length - SHOWN} more` : ''
    throw new IngestError(
      `Expected ${what} in ${file}, found other rows: ${bad.slice(0, SHOWN).join('; ')}${more}`,
      { source: file, hint: HINT },
    )
  }
  if (rows.length === 0) throw noRows(file, what)
  return rows
}

/** The error of a file that has nothing to go on with. */
export function noRows(file: string, what: string): IngestError {
  return new IngestError(`Expected ${what} in ${file}, found none`, { source: file, hint: HINT })
}
