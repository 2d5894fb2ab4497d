import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { StoreError } from '../../errors/store-error.ts'
import { type DatabaseSchema, openDatabase } from '../sqlite/open-database.ts'
import { toStoreError } from '../sqlite/to-store-error.ts'

/** ASCII of `TIDL`. */
const APPLICATION_ID = 0x5449444c

/**
 * `line` repeats the hash of every line, so that what was changed can be named even when somebody has made the chain fit
 * again; `wrapped_key` is null for lines without one and for the erased.
 */
const SCHEMA: DatabaseSchema = {
  applicationId: APPLICATION_ID,
  migrations: [
    `
  CREATE TABLE ledger (
    name TEXT PRIMARY KEY,
    ledger_id TEXT NOT NULL,
    signature TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE line (
    name TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    wrapped_key BLOB,
    PRIMARY KEY (name, seq)
  ) STRICT, WITHOUT ROWID;
`,
  ],
}

export type LineRecord = { readonly hash: string; readonly wrappedKey: Uint8Array | undefined }

/** What the store knows of a ledger: how many lines were finished, their hashes, and the keys of its entries. */
export type LedgerRecord = {
  readonly ledgerId: string
  /** By `seq`, from 0. */
  readonly lines: readonly LineRecord[]
  /** Of name, id, number of lines and last hash. */
  readonly signature: string
}

/** The record while nobody else can read or change it. */
export interface LockedRecord {
  get(): LedgerRecord | undefined
  /** Adds lines after those that are there. */
  add(ledgerId: string, firstSeq: number, lines: readonly LineRecord[], signature: string): void
  /** Leaves no copy of it in the database, nor in its log once the lock is given back. */
  destroyKey(seq: number): void
}

/**
 * What `work` gives, with the ledger called `name` locked against every other process: one takes turns with the others
 * and gives up after 15 s. A process that dies gives its lock back. What `work` changed in the record is on the disk when
 * this returns, and undone when it throws.
 *
 * @param path - the database, beside the run store.
 * @throws {StoreError} when it cannot be read, written or locked; what `work` throws is passed on.
 */
export function withLockedRecord<T>(path: string, name: string, work: (record: LockedRecord) => T): T {
  const database = guarded(path, () => openSafely(path))
  try {
    guarded(path, () => database.exec('BEGIN IMMEDIATE'))
    let hasDestroyed = false
    const result = work(
      recordOf(database, path, name, () => {
        hasDestroyed = true
      }),
    )
    guarded(path, () => database.exec('COMMIT'))
    // A destroyed key must not live on in the write-ahead log.
    if (hasDestroyed) guarded(path, () => emptyLog(database, path))
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  } finally {
    database.close()
  }
}

/** Written through to the disk, and deleted content overwritten with zeros. */
function openSafely(path: string): DatabaseSync {
  const database = openDatabase(path, SCHEMA)
  database.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON')
  return database
}

/** Waits for other processes like every write; what they do takes milliseconds. */
function emptyLog(database: DatabaseSync, path: string): void {
  if (database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy === 0) return
  throw new StoreError(
    `The key is destroyed in ${path}, but its log is in use by another process and still holds it`,
    {
      location: path,
      hint: 'repeat the command when no other one is using the set',
    },
  )
}

function recordOf(database: DatabaseSync, path: string, name: string, onDestroyed: () => void): LockedRecord {
  return {
    get: () =>
      guarded(path, () => {
        const ledger = database.prepare('SELECT * FROM ledger WHERE name = ?').get(name)
        if (ledger === undefined) return undefined
        const rows = database.prepare('SELECT * FROM line WHERE name = ? ORDER BY seq').all(name)
        return {
          ledgerId: String(ledger.ledger_id),
          signature: String(ledger.signature),
          lines: rows.map(lineRecordOf),
        }
      }),
    add: (ledgerId, firstSeq, lines, signature) =>
      guarded(path, () => {
        const insert = database.prepare('INSERT INTO line (name, seq, hash, wrapped_key) VALUES (?, ?, ?, ?)')
        lines.forEach(({ hash, wrappedKey }, index) => {
          insert.run(name, firstSeq + index, hash, wrappedKey ?? null)
        })
        database
          .prepare('INSERT OR REPLACE INTO ledger (name, ledger_id, signature) VALUES (?, ?, ?)')
          .run(name, ledgerId, signature)
      }),
    destroyKey: seq =>
      guarded(path, () => {
        onDestroyed()
        database.prepare('UPDATE line SET wrapped_key = NULL WHERE name = ? AND seq = ?').run(name, seq)
      }),
  }
}

function lineRecordOf({ hash, wrapped_key }: Record<string, SQLOutputValue>): LineRecord {
  return { hash: String(hash), wrappedKey: wrapped_key instanceof Uint8Array ? wrapped_key : undefined }
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw toStoreError(error, path)
  }
}
