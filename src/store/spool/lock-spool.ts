import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../../errors/store-error.ts'
import { createPrivateFile } from '../create-private-file.ts'
import { toStoreError } from '../sqlite/to-store-error.ts'

const BUSY = 5

/**
 * Holds a spool for this process; given back by the call of what is returned, and when the process dies however it does.
 * SQLite's lock is the only one in Node's own modules that does.
 *
 * @param path - a file beside the folder of the spool.
 * @throws {StoreError} when another process holds it, or the file cannot be written.
 */
export function lockSpool(path: string): () => void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    createPrivateFile(path)
    const database = new DatabaseSync(path, { timeout: 0 })
    try {
      database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    } catch (error) {
      database.close()
      throw error
    }
    return () => database.close()
  } catch (error) {
    const isHeld = error instanceof Error && 'errcode' in error && error.errcode === BUSY
    if (!isHeld) throw toStoreError(error, path)
    throw new StoreError(`Another process receives traces for this store (${path} is locked)`, {
      location: path,
      hint: 'end the other `tidegate serve`, or give this one a config with a store of its own',
      cause: error,
    })
  }
}
