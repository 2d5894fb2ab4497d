/**
 * FNV-1a hash of the UTF-8 bytes of `text`, an integer in [0, 2^32). Fast and stable, not secure: for
 * choices such as the order of two answers, never for ids or draws.
 *
 * @see RFC 9923 (Fowler-Noll-Vo), 32-bit parameters.
 */
export function fnv1a32(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193)
  }
  return hash >>> 0
}
