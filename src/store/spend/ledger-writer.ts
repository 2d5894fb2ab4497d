import type { DatabaseSync } from 'node:sqlite'

export interface LedgerWriter {
  /**
   * What `work` gives inside one write transaction; undefined when another process is writing and `isPatient` is false.
   * Durable: on disk, and not in the operating system's hands, when it returns.
   */
  write<T>(work: () => T, how: { readonly isDurable: boolean; readonly isPatient: boolean }): T | undefined
  /** Several reads of one moment. */
  snapshot<T>(work: () => T): T
  /** Waits for the locks of other processes, and blocks the process meanwhile. */
  patiently<T>(work: () => T): T
}

const PATIENCE_MS = 15_000
/** SQLITE_BUSY, the primary code of its kinds. */
const BUSY = 5

/**
 * Transactions on a ledger's database. Inside the event loop nothing waits for a lock: SQLite's own waiting would block every
 * call under way, and sleeps up to 100 ms where a transaction takes one.
 */
export function createLedgerWriter(database: DatabaseSync): LedgerWriter {
  database.exec('PRAGMA busy_timeout = 0')
  let isFull = false
  const setDurable = (isDurable: boolean): void => {
    if (isDurable === isFull) return
    database.exec(`PRAGMA synchronous = ${isDurable ? 'FULL' : 'NORMAL'}`)
    isFull = isDurable
  }
  const patiently = <T>(work: () => T): T => {
    database.exec(`PRAGMA busy_timeout = ${PATIENCE_MS}`)
    try {
      return work()
    } finally {
      database.exec('PRAGMA busy_timeout = 0')
    }
  }
  const transaction = <T>(begin: string, work: () => T): T => {
    database.exec(begin)
    try {
      const result = work()
      database.exec('COMMIT')
      return result
    } catch (error) {
      // SQLite has rolled back by itself after some errors (full disk among them).
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }
  return {
    write: (work, { isDurable, isPatient }) => {
      setDurable(isDurable)
      const begun = (): ReturnType<typeof work> => transaction('BEGIN IMMEDIATE', work)
      if (isPatient) return patiently(begun)
      try {
        return begun()
      } catch (error) {
        if (isBusy(error)) return undefined
        throw error
      }
    },
    snapshot: work => patiently(() => transaction('BEGIN', work)),
    patiently,
  }
}

function isBusy(error: unknown): boolean {
  return (
    error instanceof Error &&
    'errcode' in error &&
    typeof error.errcode === 'number' &&
    (error.errcode & 0xff) === BUSY
  )
}
