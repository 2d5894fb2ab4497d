import { createHash } from 'node:crypto'

/** An id as OpenAI's look, the same one for the same seed: `prefix` and `length` hexadecimal digits (at most 64). */
export function idOf(prefix: string, seed: string, length = 24): string {
  return `${prefix}${createHash('sha256').update(prefix).update(seed).digest('hex').slice(0, length)}`
}
