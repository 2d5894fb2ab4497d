import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { StoreError } from '../errors/store-error.ts'

const KEY_BYTES = 32
const KEY_FILE = 'tenant.key'

/**
 * The tenant's key from `tenant.key` in the folder of the store, created with mode 0600 when there is none.
 * The file is as secret as the personal data: who has it can test guesses against tokens.
 *
 * @param randomBytes - source of the new key, cryptographically strong (`node:crypto`).
 * @returns 32 bytes, the same for every process that uses the folder.
 * @throws {StoreError} when the file cannot be read or written or is not a key.
 */
export function loadOrCreateTenantKey(
  storeDir: string,
  randomBytes: (size: number) => Uint8Array,
): Uint8Array {
  return loadOrCreateKeyFile(join(storeDir, KEY_FILE), randomBytes)
}

/** The key in a file of its own, made with mode 0600 when there is none. @throws {StoreError} like `loadOrCreateTenantKey`. */
export function loadOrCreateKeyFile(path: string, randomBytes: (size: number) => Uint8Array): Uint8Array {
  return guarded(path, () => checked(readIfPresent(path) ?? createKey(path, randomBytes), path))
}

/** The key in an existing file. @throws {StoreError} when there is none or it is no key. */
export function loadKeyFile(path: string): Uint8Array {
  return guarded(path, () => checked(readFileSync(path), path))
}

/** A new key in a new file; one that another process made there in the meantime wins. @throws {StoreError} when it cannot be written. */
export function createKeyFile(path: string, randomBytes: (size: number) => Uint8Array): Uint8Array {
  return guarded(path, () => checked(createKey(path, randomBytes), path))
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof StoreError) throw error
    throw new StoreError(`Key file ${path} cannot be read or written`, {
      location: path,
      hint: 'Check that the folder of the store exists and may be written',
      cause: error,
    })
  }
}

/** Written beside and then linked: another process sees the whole file or none, and the first one wins. */
function createKey(path: string, randomBytes: (size: number) => Uint8Array): Uint8Array {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${Buffer.from(randomBytes(8)).toString('hex')}`
  writeFileSync(draft, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, path)
    // The umask can only have taken more away, but a later reader needs exactly this.
    chmodSync(path, 0o600)
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return readFileSync(path)
}

function readIfPresent(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

function checked(bytes: Uint8Array, path: string): Uint8Array {
  if (bytes.byteLength === KEY_BYTES) return new Uint8Array(bytes)
  throw new StoreError(`Expected ${KEY_BYTES} bytes in the key file ${path}, found ${bytes.byteLength}`, {
    location: path,
    hint: 'Restore the file from a backup; with a new key the tokens of new traces match no older ones',
  })
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
