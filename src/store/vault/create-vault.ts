import { createCipheriv, createDecipheriv } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { StoreError } from '../../errors/store-error.ts'
import { parseJson } from '../../json/parse-json.ts'
import { loadKeyFile, loadOrCreateKeyFile } from '../tenant-key.ts'

/** What a token stands for, or why nobody can say. */
export type Revealed =
  | { readonly kind: 'found'; readonly value: string }
  | { readonly kind: 'unknown' | 'expired' | 'unreadable' }

/** Values of tokens, encrypted under a key of its own. */
export interface Vault {
  /** Keeps the value of a token; one that is kept already is not written again. On the disk when this returns. */
  keep(token: string, value: string): void
  reveal(token: string): Revealed
  /** Erases what expired; returns how many values. */
  purge(): number
  /** Destroys the key and the file: nothing in a copy of the file can be read any more. Returns how many values there were. */
  destroy(): number
}

export type VaultOptions = {
  /** Of the encrypted values, one a line. */
  readonly path: string
  readonly keyPath: string
  /** How long a value can be revealed, milliseconds. */
  readonly ttlMs: number
  readonly randomBytes: (size: number) => Uint8Array
  readonly nowMs: () => number
}

type Line = { readonly token: string; readonly at: number; readonly iv: string; readonly box: string }

const IV_BYTES = 12
const TAG_BYTES = 16
const CIPHER = 'aes-256-gcm'

/**
 * The vault in one file of JSON lines, AES-256-GCM each, with the token and its time as associated data: a line that is moved to another
 * token or made younger does not open. Nothing is made on the disk before the first value is kept.
 */
export function createVault({ path, keyPath, ttlMs, randomBytes, nowMs }: VaultOptions): Vault {
  let kept: Map<string, number> | undefined
  let key: Uint8Array | undefined
  const isExpired = ({ at }: Pick<Line, 'at'>): boolean => nowMs() - at >= ttlMs
  return {
    keep(token, value) {
      kept ??= new Map(linesOf(path).map(line => [line.token, line.at]))
      const at = kept.get(token)
      if (at !== undefined && !isExpired({ at })) return
      key ??= loadOrCreateKeyFile(keyPath, randomBytes)
      const line = sealed({ token, at: nowMs() }, value, key, randomBytes(IV_BYTES))
      guarded(path, () => appendFileSync(path, `${JSON.stringify(line)}\n`, { mode: 0o600 }))
      kept.set(token, line.at)
    },
    reveal(token) {
      const line = linesOf(path).findLast(each => each.token === token)
      if (line === undefined) return { kind: 'unknown' }
      if (isExpired(line)) return { kind: 'expired' }
      if (!existsSync(keyPath)) return { kind: 'unreadable' }
      const value = opened(line, loadKeyFile(keyPath))
      return value === undefined ? { kind: 'unreadable' } : { kind: 'found', value }
    },
    purge() {
      const lines = linesOf(path)
      const fresh = lines.filter(line => !isExpired(line))
      if (fresh.length < lines.length) replaceFile(path, fresh)
      kept = undefined
      return lines.length - fresh.length
    },
    destroy() {
      const count = linesOf(path).length
      guarded(keyPath, () => {
        // Overwritten first: a file system that keeps deleted blocks then keeps these.
        if (existsSync(keyPath)) writeFileSync(keyPath, randomBytes(32))
        rmSync(keyPath, { force: true })
        rmSync(path, { force: true })
      })
      key = undefined
      kept = undefined
      return count
    },
  }
}

function sealed(
  { token, at }: Pick<Line, 'token' | 'at'>,
  value: string,
  key: Uint8Array,
  iv: Uint8Array,
): Line {
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(associated(token, at))
  const box = Buffer.concat([cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return { token, at, iv: Buffer.from(iv).toString('base64'), box: box.toString('base64') }
}

/** Undefined when the key is another one or the line was changed. */
function opened({ token, at, iv, box }: Line, key: Uint8Array): string | undefined {
  const bytes = Buffer.from(box, 'base64')
  try {
    const decipher = createDecipheriv(CIPHER, key, Buffer.from(iv, 'base64'), { authTagLength: TAG_BYTES })
      .setAAD(associated(token, at))
      .setAuthTag(bytes.subarray(-TAG_BYTES))
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}

function associated(token: string, at: number): Uint8Array {
  return Buffer.from(JSON.stringify(['tidegate-vault/v1', token, at]))
}

/** A last line that was cut off is left out: its token is kept again when it is met again. */
function linesOf(path: string): readonly Line[] {
  if (!existsSync(path)) return []
  const text = guarded(path, () => readFileSync(path, 'utf8'))
  return text.split('\n').flatMap(line => {
    const parsed = line === '' ? undefined : parsedLine(line)
    return parsed === undefined ? [] : [parsed]
  })
}

function parsedLine(text: string): Line | undefined {
  const parsed = parseJson(text)
  if (parsed.kind === 'invalid' || parsed.value === null || typeof parsed.value !== 'object') return undefined
  const { token, at, iv, box } = parsed.value as Partial<Line>
  if (typeof token !== 'string' || typeof at !== 'number') return undefined
  return typeof iv === 'string' && typeof box === 'string' ? { token, at, iv, box } : undefined
}

function replaceFile(path: string, lines: readonly Line[]): void {
  const draft = `${path}.${process.pid}.tmp`
  guarded(path, () => {
    writeFileSync(draft, lines.map(line => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600 })
    chmodSync(draft, 0o600)
    renameSync(draft, path)
  })
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw new StoreError(`The vault ${path} cannot be read or written`, {
      location: path,
      hint: 'check that the folder of the store may be written and the disk is not full',
      cause,
    })
  }
}
