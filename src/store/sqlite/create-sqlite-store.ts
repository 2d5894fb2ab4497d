import type { DatabaseSync } from 'node:sqlite'
import type { RunStore } from '../run-store.ts'
import { openDatabase } from './open-database.ts'
import { sqliteRunStore } from './sqlite-run-store.ts'
import { toStoreError } from './to-store-error.ts'

/**
 * The store in one SQLite file, which several processes may use at once. Missing folders are created, private
 * to their owner.
 *
 * @throws {StoreError} here and from every method: newer schema, another program's file, damaged file, no
 *   permission, full disk.
 */
export function createSqliteStore(path: string): RunStore {
  return sqliteRunStore(open(path), path)
}

function open(path: string): DatabaseSync {
  try {
    return openDatabase(path)
  } catch (error) {
    throw toStoreError(error, path)
  }
}
