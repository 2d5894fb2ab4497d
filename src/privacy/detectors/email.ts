import type { Detector, Span } from '../detector.ts'

// RFC 5321 section 4.5.3.1: 64 octets before the @, 255 after it. The bounds also keep the scan linear.
const LOCAL_MAX = 64
const DOMAIN_MAX = 255
const DOMAIN =
  /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}(?:xn--[a-z0-9-]{2,59}|\p{L}{2,63})/iu
const FOREIGN_LETTER = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{M}]/u

/** E-mail addresses, found from each `@` outwards. Unquoted local parts only. */
export const emailDetector: Detector = { name: 'email', detect: detectEmails }

function detectEmails(text: string): readonly Span[] {
  const spans: Span[] = []
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const start = localStart(text, at)
    if (start === at) continue
    const domain = DOMAIN.exec(text.slice(at + 1, at + 1 + DOMAIN_MAX))
    if (domain !== null) spans.push({ start, end: at + 1 + domain[0].length, entity: 'EMAIL' })
  }
  return spans
}

function localStart(text: string, at: number): number {
  let start = at
  const lowest = Math.max(0, at - LOCAL_MAX)
  while (start > lowest && isLocalCharacter(text, start - 1)) start -= 1
  while (start < at && !/[\p{L}\p{N}_]/u.test(text.charAt(start))) start += 1
  return start
}

function isLocalCharacter(text: string, index: number): boolean {
  const character = text.charAt(index)
  if (character <= '\x7f') {
    // An apostrophe belongs to o'brien@ but not to 'bob@.
    return (
      /[A-Za-z0-9._%+-]/.test(character) || (character === "'" && /[A-Za-z]/.test(text.charAt(index - 1)))
    )
  }
  return FOREIGN_LETTER.test(character)
}
