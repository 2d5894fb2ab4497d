import type { Detector, Span } from '../detector.ts'
import { matchesIn } from '../matches-in.ts'

const MAC = /(?<![\w:-])[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}(?![\w]|[:-]\w)/gi

/** Hardware addresses of six octets, joined by colons or hyphens. */
export const macAddressDetector: Detector = {
  name: 'mac-address',
  detect: (text): readonly Span[] =>
    matchesIn(text, MAC).map(match => ({
      start: match.index,
      end: match.index + match[0].length,
      entity: 'MAC',
    })),
}
