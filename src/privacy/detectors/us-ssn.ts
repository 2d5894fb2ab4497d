import type { Detector, Span } from '../detector.ts'
import { matchesIn } from '../matches-in.ts'

// Never issued: area 000, 666 and 9xx, group 00, serial 0000 (Social Security Administration, RM 10201.035).
const FORMATTED = /(?<![\w.-])(?!000|666|9)\d{3}([ -])(?!00)\d{2}\1(?!0000)\d{4}(?![\w]|[.-]\w)/g
const BARE =
  /(?:\bssn|social security)\b[^\d\n]{0,30}?(?<![\w.-])((?!000|666|9)\d{3}[ .-]?(?!00)\d{2}[ .-]?(?!0000)\d{4})(?!\w)/gi

/** United States social security numbers: the written form `123-45-6789`, or nine digits after words that say so. */
export const usSsnDetector: Detector = { name: 'us-ssn', detect: detectSsns }

function detectSsns(text: string): readonly Span[] {
  const spans: Span[] = []
  for (const match of matchesIn(text, FORMATTED)) {
    spans.push({ start: match.index, end: match.index + match[0].length, entity: 'US_SSN' })
  }
  for (const match of matchesIn(text, BARE)) {
    const end = match.index + match[0].length
    spans.push({ start: end - (match[1]?.length ?? 0), end, entity: 'US_SSN' })
  }
  return spans
}
