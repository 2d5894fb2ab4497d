import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../../errors/store-error.ts'
import { createPrivateFile } from '../create-private-file.ts'
import { STORE_SCHEMA } from './schema.ts'

/** How long a write waits for another process's before it fails. */
const BUSY_TIMEOUT_MS = 15_000

/** What a file of ours is: its mark, and its tables version by version. */
export type DatabaseSchema = {
  /** `application_id` of the file, other than 0. */
  readonly applicationId: number
  /** `migrations[0]` makes version 1 of an empty file, every further entry the next version of the one before. */
  readonly migrations: readonly string[]
}

/**
 * The open database at `path`, created (folder 0700, file 0600) or checked to be ours and of our version.
 *
 * @throws {StoreError} when the file is newer, older than anything we wrote, or another program's; whatever
 *   SQLite and the file system throw is passed on as it is.
 */
export function openDatabase(path: string, schema: DatabaseSchema = STORE_SCHEMA): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  createPrivateFile(path)
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
  try {
    // Read before anything is written: a newer version's file stays untouched.
    checkVersion(database, path, schema)
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
    migrate(database, path, schema)
  } catch (error) {
    database.close()
    throw error
  }
  return database
}

function migrate(database: DatabaseSync, path: string, schema: DatabaseSchema): void {
  const { applicationId, migrations } = schema
  if (versionOf(database) === migrations.length) return
  // Another process may have created the tables since: the write lock comes first, then the check again.
  database.exec('BEGIN IMMEDIATE')
  try {
    checkVersion(database, path, schema)
    for (const step of migrations.slice(versionOf(database))) database.exec(step)
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}`)
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}

function checkVersion(
  database: DatabaseSync,
  path: string,
  { applicationId, migrations }: DatabaseSchema,
): void {
  // Tables before the mark: both come in one commit, so that a file another process makes meanwhile is never half ours.
  const tables = numberOf(database, 'SELECT count(*) FROM sqlite_schema')
  const application = numberOf(database, 'PRAGMA application_id')
  const version = versionOf(database)
  if (tables > 0 && application !== applicationId) {
    throw new StoreError(`Store ${path} is a database of another program`, {
      location: path,
      hint: 'Name a file of its own under `store`',
    })
  }
  if (version > migrations.length) {
    throw new StoreError(
      `Store ${path} has schema version ${version}; this version of tidegate reads up to ${migrations.length}`,
      { location: path, hint: 'Update tidegate, or name another store; nothing was changed in this one' },
    )
  }
}

function versionOf(database: DatabaseSync): number {
  return numberOf(database, 'PRAGMA user_version')
}

function numberOf(database: DatabaseSync, sql: string): number {
  return Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0)
}
