import { createReadStream } from 'node:fs'
import { glob, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { isPulledPath } from '../../config/pull-source.ts'
import type { IngestIo } from './ingest-io.ts'

/** The file system below `cwd`, and the standard input that is handed in. */
export function createFileIo(options: {
  readonly cwd: string
  readonly stdin?: AsyncIterable<Uint8Array> | undefined
  readonly readTable?: IngestIo['readTable']
}): IngestIo {
  const { cwd, stdin, readTable } = options
  return {
    async listFiles(pattern) {
      // What an object store or another server holds is for the reader of tables to say.
      if (isRemote(pattern)) return [pattern]
      // A file whose own name has glob characters, `run[1].jsonl`, is meant literally.
      if (await kindOfPath(resolve(cwd, pattern))) return [pattern]
      const found: string[] = []
      for await (const path of glob(pattern, { cwd })) {
        if ((await kindOfPath(resolve(cwd, path))) === 'file') found.push(path)
      }
      return found.sort()
    },
    openFile: path => createReadStream(resolve(cwd, path), { highWaterMark: 256 * 1024 }),
    stdin: () => stdin ?? nothing(),
    ...(readTable === undefined ? {} : { readTable: path => readTable(resolvedTable(cwd, path)) }),
  }
}

function resolvedTable(cwd: string, path: string): string {
  return isRemote(path) ? path : resolve(cwd, path)
}

function isRemote(path: string): boolean {
  return /^s3:\/\//i.test(path) || isPulledPath(path)
}

async function kindOfPath(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG'
}

async function* nothing(): AsyncIterable<Uint8Array> {}
