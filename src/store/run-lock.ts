import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createPrivateFile } from './create-private-file.ts'
import { toStoreError } from './sqlite/to-store-error.ts'

const BUSY = 5

/** `alone`: no other run is under way, and none starts meanwhile. `beside`: others of the same kind are let in. */
export type RunLockKind = 'alone' | 'beside'

/**
 * Says that a run of this store is under way; taken back by the call of what is returned, and when the process dies
 * however it does, because SQLite's lock is the kernel's. Undefined when another run stands against it.
 *
 * @param path - a file beside the store.
 * @throws {StoreError} when the file cannot be written.
 */
export function lockRuns(path: string, kind: RunLockKind): (() => void) | undefined {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    createPrivateFile(path)
    const database = new DatabaseSync(path, { timeout: 0 })
    try {
      database.exec(kind === 'alone' ? 'BEGIN EXCLUSIVE' : 'BEGIN; SELECT count(*) FROM sqlite_schema')
    } catch (error) {
      database.close()
      throw error
    }
    return () => database.close()
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === BUSY) return undefined
    throw toStoreError(error, path)
  }
}
