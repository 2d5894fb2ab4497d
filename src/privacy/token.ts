import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { ENTITIES, type Entity } from './entity.ts'
import type { TokenKey } from './token-key.ts'

/** Any token of any key: `<EMAIL_k1_7F3A9C2E>`. */
export const TOKEN = new RegExp(`<(?:${ENTITIES.join('|')})_k\\d{1,3}_[0-9A-F]{8}>`, 'g')

const WHOLE_TOKEN = new RegExp(`^${TOKEN.source}$`)
const CACHED_TOKENS = 50_000

/** Whether `text` is one token and nothing else. */
export function isToken(text: string): boolean {
  return WHOLE_TOKEN.test(text)
}

/** Whether a token stands anywhere in `text`. */
export function containsToken(text: string): boolean {
  return text.includes('_k') && new RegExp(TOKEN.source).test(text)
}

/** `text` with a line feed for every character of a token: no detector's finding crosses or reads one. */
export function maskTokens(text: string): string {
  return text.includes('_k') ? text.replace(TOKEN, token => '\n'.repeat(token.length)) : text
}

/**
 * Makes the token of a canonical value: the first 32 bits of HMAC-SHA-256(key, entity || 0x00 || value), in
 * upper-case hex. Equal values get equal tokens; without the key a token cannot be guessed back by trying
 * values. Two given values of one entity collide with probability 2^-32; among n values about n^2 / 2^33
 * pairs do (0.01 at 10,000 values), which merges two identities and reveals neither.
 */
export function createTokenMaker(key: TokenKey): (entity: Entity, canonical: string) => string {
  const made = new Map<string, string>()
  // Made once: from bytes, every digest would make it anew, which takes longer than the digest.
  let secret: KeyObject | undefined
  return (entity, canonical) => {
    const message = `${entity}\0${canonical}`
    const known = made.get(message)
    if (known !== undefined) return known
    secret ??= createSecretKey(key.bytes)
    const digest = createHmac('sha256', secret).update(message, 'utf8').digest('hex')
    const token = `<${entity}_${key.id}_${digest.slice(0, 8).toUpperCase()}>`
    if (made.size >= CACHED_TOKENS) made.clear()
    made.set(message, token)
    return token
  }
}
