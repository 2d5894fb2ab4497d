import { createHmac } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { StoreError } from '../errors/store-error.ts'
import type { TokenKey } from '../privacy/token-key.ts'
import { createKeyFile, loadKeyFile, loadOrCreateTenantKey } from './tenant-key.ts'

type RandomBytes = (size: number) => Uint8Array

export type TokenKeyFile = {
  /** `k1`, `k2` and so on; new tokens carry the highest. */
  readonly id: string
  readonly path: string
  /** Unix epoch, milliseconds. */
  readonly createdAtMs: number
  /** What names the key without giving it away: two installations with one fingerprint make the same tokens. */
  readonly fingerprint: string
  readonly isActive: boolean
  /** Whether others than its owner may read the file. */
  readonly isExposed: boolean
}

/** Tokens hold three digits of it. */
const MOST_KEYS = 999
const ROTATED = /^tenant\.k(\d{1,3})\.key$/

/**
 * The key that new tokens are made under: the newest in the folder of the store, made when there is none. The first is the tenant's key
 * itself, from which everything else that is encrypted or signed derives: rotating tokens makes nothing unreadable.
 *
 * @throws {StoreError} when a key file cannot be read or is no key.
 */
export function activeTokenKey(storeDir: string, randomBytes: RandomBytes): TokenKey {
  const first = loadOrCreateTenantKey(storeDir, randomBytes)
  const newest = Math.max(1, ...rotatedNumbers(storeDir))
  return { id: `k${newest}`, bytes: newest === 1 ? first : loadKeyFile(pathOf(storeDir, newest)) }
}

/** Every key in the folder, oldest first; empty when nothing was redacted there yet. @throws {StoreError} when one is no key. */
export function listTokenKeys(storeDir: string): readonly TokenKeyFile[] {
  const numbers = [...rotatedNumbers(storeDir)].toSorted((a, b) => a - b)
  const all = exists(pathOf(storeDir, 1)) ? [1, ...numbers] : numbers
  return all.map(number => {
    const path = pathOf(storeDir, number)
    const { mtimeMs, mode } = statSync(path)
    return {
      id: `k${number}`,
      path,
      createdAtMs: Math.round(mtimeMs),
      fingerprint: fingerprintOf(loadKeyFile(path)),
      isActive: number === all.at(-1),
      isExposed: (mode & 0o077) !== 0,
    }
  })
}

/**
 * A new key, under which tokens are made from now on. Tokens of older keys stay what they are.
 *
 * @throws {StoreError} when there are 999 keys, or another process made the same one at this moment.
 */
export function rotateTokenKey(storeDir: string, randomBytes: RandomBytes): TokenKeyFile {
  loadOrCreateTenantKey(storeDir, randomBytes)
  const next = Math.max(1, ...rotatedNumbers(storeDir)) + 1
  const path = pathOf(storeDir, next)
  if (next > MOST_KEYS) {
    throw new StoreError(`Expected at most ${MOST_KEYS} token keys in ${storeDir}, found as many`, {
      location: storeDir,
      hint: 'start a new store',
    })
  }
  createKeyFile(path, randomBytes)
  const made = listTokenKeys(storeDir).at(-1)
  if (made !== undefined) return made
  throw new StoreError(`Expected the key file ${path} that was just made, found none`, { location: path })
}

function rotatedNumbers(storeDir: string): readonly number[] {
  if (!exists(storeDir)) return []
  return readdirSync(storeDir).flatMap(name => {
    const number = Number(ROTATED.exec(name)?.[1] ?? 0)
    return number >= 2 ? [number] : []
  })
}

function pathOf(storeDir: string, number: number): string {
  return join(storeDir, number === 1 ? 'tenant.key' : `tenant.k${number}.key`)
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}

/** The first 64 bits of HMAC-SHA-256(key, a fixed text), hex. */
function fingerprintOf(bytes: Uint8Array): string {
  return createHmac('sha256', bytes).update('tidegate key fingerprint/v1').digest('hex').slice(0, 16)
}
