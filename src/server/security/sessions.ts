import { createHash } from 'node:crypto'
import { isSameSecret } from './secret.ts'

export type SessionsOptions = {
  /** Cryptographically strong. */
  readonly randomBytes: (size: number) => Uint8Array
  readonly nowMs: () => number
  /** The server's token; undefined: the one-time code alone opens a session. */
  readonly token: string | undefined
}

/** Who has signed in. Kept in memory: a new start asks everybody again. */
export interface Sessions {
  /** Opens the first session it is used for, and no other. */
  readonly code: string
  /** The secret of a new session; undefined when the code was used already or is another one. */
  redeemCode(code: string): string | undefined
  /** Likewise for the server's token, as often as one likes. */
  redeemToken(token: string): string | undefined
  isOpen(secret: string): boolean
  isToken(token: string): boolean
  end(secret: string): void
}

/** Twelve hours: a working day. */
export const SESSION_SECONDS = 12 * 3_600
const MOST_SESSIONS = 1_000

export function createSessions({ randomBytes, nowMs, token }: SessionsOptions): Sessions {
  const secret = (): string => Buffer.from(randomBytes(32)).toString('base64url')
  const code = secret()
  /** End of each, by the hash of its secret. */
  const ends = new Map<string, number>()
  let isUsed = false
  const open = (): string => {
    const [oldest] = ends.keys()
    if (ends.size >= MOST_SESSIONS && oldest !== undefined) ends.delete(oldest)
    const made = secret()
    ends.set(hashOf(made), nowMs() + SESSION_SECONDS * 1_000)
    return made
  }
  const isToken = (given: string): boolean => token !== undefined && isSameSecret(given, token)
  return {
    code,
    redeemCode(given) {
      if (isUsed || !isSameSecret(given, code)) return undefined
      isUsed = true
      return open()
    },
    redeemToken: given => (isToken(given) ? open() : undefined),
    isOpen(given) {
      const hash = hashOf(given)
      const end = ends.get(hash)
      if (end !== undefined && end <= nowMs()) ends.delete(hash)
      return end !== undefined && end > nowMs()
    },
    isToken,
    end: given => {
      ends.delete(hashOf(given))
    },
  }
}

/** Looked up by hash, so that how long it takes says nothing of the secrets there are. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
