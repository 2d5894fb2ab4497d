import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Read from both ends of a file; other weights differ everywhere. */
const EDGE = 1024 * 1024

/**
 * Names the content of a model's directory: 12 hexadecimal digits over the names, sizes and both ends of its files.
 * A new version of the weights under the same path is thereby another space.
 */
export async function directoryFingerprint(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
  const hash = createHash('sha256')
  for (const file of files) {
    hash.update(file.slice(directory.length).replaceAll('\\', '/')).update('\0')
    const handle = await open(file)
    try {
      await addEnds(hash, handle)
    } finally {
      await handle.close()
    }
  }
  return hash.digest('hex').slice(0, 12)
}

async function addEnds(hash: Hash, handle: FileHandle): Promise<void> {
  const { size } = await handle.stat()
  hash.update(`${size}\0`)
  for (const position of size <= EDGE ? [0] : [0, size - EDGE]) {
    const { bytesRead, buffer } = await handle.read(
      Buffer.alloc(Math.min(EDGE, size)),
      0,
      undefined,
      position,
    )
    hash.update(buffer.subarray(0, bytesRead))
  }
}
