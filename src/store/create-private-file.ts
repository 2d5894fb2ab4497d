import { closeSync, openSync } from 'node:fs'

/**
 * Creates an empty file that its owner alone can read; one that exists is not opened, because closing it again would
 * take back every lock this process holds on it (POSIX).
 *
 * @throws {Error} of the file system, except that the file exists.
 */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
