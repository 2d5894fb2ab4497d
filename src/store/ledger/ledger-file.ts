import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { toStoreError } from '../sqlite/to-store-error.ts'

/** All bytes of the file; undefined when there is none. @throws {StoreError} when it cannot be read. */
export function readLedgerFile(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw toStoreError(error, path)
  }
}

/**
 * Adds `text` behind the first `length` bytes, which are all there are, and returns when it is on the disk. What was
 * written of it is taken back when that fails; a process that is killed leaves it for `cutUnfinished`.
 *
 * @throws {StoreError} when the folder or file cannot be written, or the disk is full.
 */
export function appendToFile(path: string, length: number, text: string): void {
  withFile(path, 'a', file => {
    try {
      const bytes = Buffer.from(text)
      for (let written = 0; written < bytes.byteLength; ) written += writeSync(file, bytes, written)
      fsyncSync(file)
    } catch (error) {
      ftruncateSync(file, length)
      throw error
    }
  })
  if (length === 0) syncFolder(dirname(path))
}

/** Leaves the first `length` bytes; those behind them are added to `keptAt`. @throws {StoreError} when one cannot be written. */
export function cutFile(path: string, length: number, rest: Uint8Array, keptAt: string): void {
  withFile(keptAt, 'a', file => {
    for (let written = 0; written < rest.byteLength; ) written += writeSync(file, rest, written)
    fsyncSync(file)
  })
  withFile(path, 'r+', file => {
    ftruncateSync(file, length)
    fsyncSync(file)
  })
}

function withFile(path: string, flags: string, work: (file: number) => void): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    const file = openSync(path, flags, 0o600)
    try {
      work(file)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    throw toStoreError(error, path)
  }
}

/** A new file is only found after a power cut when its folder is on the disk too. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
