import { getCountrySpecifications, isValidIBAN } from 'ibantools'
import type { Detector, Span } from '../detector.ts'
import { matchesIn } from '../matches-in.ts'

const LENGTHS: ReadonlyMap<string, number> = new Map(
  Object.entries(getCountrySpecifications()).flatMap(([country, specification]) =>
    specification.chars === null ? [] : [[country, specification.chars] as const],
  ),
)
const START = /(?<![A-Za-z0-9])[A-Za-z]{2}[ -]?\d[ -]?\d(?=[ -]?[A-Za-z0-9])/g

/** International bank account numbers: length and structure of the country, and the mod-97 check (ISO 13616). */
export const ibanDetector: Detector = { name: 'iban', detect: detectIbans }

function detectIbans(text: string): readonly Span[] {
  const spans: Span[] = []
  for (const match of matchesIn(text, START)) {
    const length = LENGTHS.get(match[0].slice(0, 2).toUpperCase())
    const end = length === undefined ? undefined : endAfter(text, match.index, length)
    if (end === undefined) continue
    const value = text.slice(match.index, end).replace(/[ -]/g, '').toUpperCase()
    if (isValidIBAN(value)) spans.push({ start: match.index, end, entity: 'IBAN' })
  }
  return spans
}

/** Offset behind `count` letters or digits from `start`, single separators between them allowed; undefined when the text ends them earlier or goes on. */
function endAfter(text: string, start: number, count: number): number | undefined {
  let index = start
  for (let taken = 0; taken < count; taken += 1, index += 1) {
    if (taken > 0 && /[ -]/.test(text.charAt(index))) index += 1
    if (!/[A-Za-z0-9]/.test(text.charAt(index))) return undefined
  }
  return /[A-Za-z0-9]/.test(text.charAt(index)) ? undefined : index
}
