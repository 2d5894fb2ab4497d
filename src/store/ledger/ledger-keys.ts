import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'

const IV_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32

export type RandomBytes = (size: number) => Uint8Array

/** What is done with the secrets of one ledger. Keys are derived from the tenant's; the entries' own are random. */
export interface LedgerKeys {
  /** The text under a key of its own, and that key wrapped: whoever loses the second has lost the first. */
  seal(seq: number, text: string): { readonly payload: string; readonly wrappedKey: Uint8Array }
  /** The text that was sealed; undefined when payload, key or place are not those of `seal`. */
  open(seq: number, payload: string, wrappedKey: Uint8Array): string | undefined
  /** Proves that who wrote down these parts had the tenant's key. */
  sign(parts: readonly (string | number)[]): string
  isSigned(parts: readonly (string | number)[], signature: string): boolean
}

/**
 * The keys of the ledger with this id. AES-256-GCM for payloads and for the keys that encrypt them; every sealed text is
 * bound to the ledger and its line, so that it cannot be moved.
 */
export function createLedgerKeys(
  tenantKey: Uint8Array,
  ledgerId: string,
  randomBytes: RandomBytes,
): LedgerKeys {
  const derived = (use: string): Buffer =>
    createHmac('sha256', tenantKey).update(`tidegate-ledger/v1\0${use}\0${ledgerId}`).digest()
  const wrapping = derived('wrap')
  const signing = derived('sign')
  const signatureOf = (parts: readonly (string | number)[]): Buffer =>
    createHmac('sha256', signing).update(JSON.stringify(parts)).digest()
  return {
    seal(seq, text) {
      const key = randomBytes(KEY_BYTES)
      const payload = encrypt(key, Buffer.from(text), `payload ${ledgerId} ${seq}`, randomBytes(IV_BYTES))
      const wrappedKey = encrypt(wrapping, key, `key ${ledgerId} ${seq}`, randomBytes(IV_BYTES))
      return { payload: payload.toString('base64'), wrappedKey }
    },
    open(seq, payload, wrappedKey) {
      const key = decrypt(wrapping, wrappedKey, `key ${ledgerId} ${seq}`)
      if (key === undefined) return undefined
      return decrypt(key, Buffer.from(payload, 'base64'), `payload ${ledgerId} ${seq}`)?.toString('utf8')
    },
    sign: parts => signatureOf(parts).toString('hex'),
    isSigned(parts, signature) {
      const found = Buffer.from(signature, 'hex')
      const expected = signatureOf(parts)
      return found.byteLength === expected.byteLength && timingSafeEqual(found, expected)
    },
  }
}

/** IV, tag, ciphertext. */
function encrypt(key: Uint8Array, plain: Uint8Array, place: string, iv: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES }).setAAD(
    Buffer.from(place),
  )
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), body])
}

function decrypt(key: Uint8Array, sealed: Uint8Array, place: string): Buffer | undefined {
  if (key.byteLength !== KEY_BYTES || sealed.byteLength < IV_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(Buffer.from(place))
    .setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()])
  } catch {
    // The tag does not fit: somebody else's bytes.
    return undefined
  }
}
