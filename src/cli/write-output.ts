import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { StoreError } from '../errors/store-error.ts'
import { assertMayLeave } from './egress.ts'

/**
 * Writes a finished file in one move, so that a reader never sees half of it. It passes the egress gate before.
 *
 * @throws {RedactionError} when the egress gate finds what must not leave; nothing is written then.
 * @throws {StoreError} when the folder is read-only, the disk is full or the path cannot be made.
 */
export async function writeOutput(path: string, text: string): Promise<void> {
  assertMayLeave(text, 'file', path)
  await writeSource(path, text)
}

/** The same past the gate, for made-up traces: they are read and redacted like anybody's. */
export async function writeSource(path: string, text: string): Promise<void> {
  const target = resolve(path)
  const temporary = `${target}.${process.pid}.tmp`
  try {
    await mkdir(dirname(target), { recursive: true })
    // What a killed process left, or a link that somebody put there, is not written through.
    await rm(temporary, { force: true })
    await writeFile(temporary, text, { flag: 'wx' })
    await rename(temporary, target)
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined)
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
    throw new StoreError(`Expected to write ${path}, got ${code}`, {
      location: path,
      cause,
      hint: HINTS[code],
    })
  }
}

const HINTS: { readonly [code: string]: string } = {
  ENOSPC: 'the disk is full: free some space and run the same command again, finished work is kept',
  EACCES: 'the folder is not writable for this user: choose another output path',
  EROFS: 'the folder is read-only: choose another output path',
  EISDIR: 'the path is a folder: name a file in it',
}
