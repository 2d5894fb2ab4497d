import type { Detector, Span } from '../detector.ts'
import { matchesIn } from '../matches-in.ts'

const URL_START =
  /(?<![a-z0-9])(?:[a-z][a-z0-9+.-]{1,20}:\/\/|www\.(?=[\p{L}\p{N}-]+\.))[^\s"'<>`{}|^]{2,4096}/giu
const TRAILING = /[.,;:!?)\]}*_\\]+$/

/** URLs of any scheme, user info and query included, and names that begin with `www.`. */
export const urlDetector: Detector = { name: 'url', detect: detectUrls }

function detectUrls(text: string): readonly Span[] {
  if (!text.includes('://') && !/www\./i.test(text)) return []
  return matchesIn(text, URL_START).map(match => ({
    start: match.index,
    end: match.index + trimmedLength(match[0]),
    entity: 'URL',
  }))
}

/** Punctuation behind a URL belongs to the sentence; a closing parenthesis stays when the URL opened one. */
function trimmedLength(url: string): number {
  const trimmed = url.replace(TRAILING, '')
  const isOpen = url.charAt(trimmed.length) === ')' && trimmed.includes('(')
  return trimmed.length + (isOpen ? 1 : 0)
}
