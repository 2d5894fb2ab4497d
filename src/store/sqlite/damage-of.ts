import { DatabaseSync } from 'node:sqlite'
import { toStoreError } from './to-store-error.ts'

/** SQLite's first line names the database, the finding is on the next. */
const HEADING = /^\*{3} in database \w+ \*{3}\n/

/**
 * What is wrong with the pages of a database, in SQLite's words; undefined when nothing is. Reads the whole file.
 *
 * @throws {StoreError} when it cannot be read at all.
 */
export function damageOf(path: string): string | undefined {
  try {
    const database = new DatabaseSync(path, { readOnly: true })
    try {
      const [row] = database.prepare('PRAGMA quick_check(1)').all() as { readonly quick_check: string }[]
      if (row === undefined) return 'it answers no check'
      return row.quick_check === 'ok' ? undefined : row.quick_check.replace(HEADING, '')
    } finally {
      database.close()
    }
  } catch (error) {
    throw toStoreError(error, path)
  }
}
