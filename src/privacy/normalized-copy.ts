/**
 * A text as detectors should read it, with the way back. `text` is NFKC by code point, without
 * invisible characters, with look-alike letters and dashes folded to ASCII and JSON escapes decoded;
 * `startOf(i)` and `endOf(i)` give the original UTF-16 range that produced unit `i` of `text`.
 */
export type NormalizedCopy = {
  readonly text: string
  startOf(index: number): number
  endOf(index: number): number
}

/** Zero-width, bidirectional, soft-hyphen, variation-selector and tag characters: invisible, so they only hide. */
const INVISIBLE = /^\p{Default_Ignorable_Code_Point}$/u

/** Letters of other scripts that look like a Latin letter (the part of Unicode TR 39 that mail addresses are forged with), and dashes. */
const FOLDED: ReadonlyMap<string, string> = new Map([
  ...pairs('аеорсухіјѕһԁԛԝкмтвн', 'aeopcyxijshdqwkmtbh'),
  ...pairs('АВЕКМНОРСТУХІЈЅ', 'ABEKMHOPCTYXIJS'),
  ...pairs('ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονα', 'ABEZHIKMNOPTYXova'),
  ...pairs('‐‑‒–—―−﹘﹣', '---------'),
  ...pairs('。', '.'),
])

const JSON_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\n'],
  ['t', '\t'],
  ['b', ' '],
  ['f', '\n'],
])

// A JSON escape, or one code point outside ASCII; everything between two matches is copied as it is.
const SPECIAL = /\\(?:u[0-9a-fA-F]{4}|[nrtbf"/\\])|[^\p{ASCII}]/gu
const HAS_SPECIAL = /[^\p{ASCII}]|\\/u

type Piece = { readonly text: string; readonly start: number; readonly end: number }

/** The normalised copy of `text`; texts of plain ASCII without backslashes are returned as they are. */
export function normalizedCopy(text: string): NormalizedCopy {
  if (!HAS_SPECIAL.test(text)) return { text, startOf: index => index, endOf: index => index + 1 }
  const pieces = piecesOf(text)
  const normalized = pieces.map(piece => piece.text).join('')
  const starts = new Int32Array(normalized.length)
  const ends = new Int32Array(normalized.length)
  let index = 0
  for (const piece of pieces) {
    const isCopied = piece.text.length === piece.end - piece.start
    for (let offset = 0; offset < piece.text.length; offset += 1, index += 1) {
      starts[index] = isCopied ? piece.start + offset : piece.start
      ends[index] = isCopied ? piece.start + offset + 1 : piece.end
    }
  }
  return { text: normalized, startOf: at => starts[at] ?? text.length, endOf: at => ends[at] ?? text.length }
}

function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = []
  let copiedTo = 0
  for (const match of text.matchAll(SPECIAL)) {
    const end = match.index + match[0].length
    if (match.index > copiedTo)
      pieces.push({ text: text.slice(copiedTo, match.index), start: copiedTo, end: match.index })
    pieces.push({ text: replacementOf(match[0]), start: match.index, end })
    copiedTo = end
  }
  if (copiedTo < text.length) pieces.push({ text: text.slice(copiedTo), start: copiedTo, end: text.length })
  return pieces
}

const replacements = new Map<string, string>()

function replacementOf(special: string): string {
  const known = replacements.get(special)
  if (known !== undefined) return known
  const replacement = computeReplacement(special)
  // Bounded by the number of code points in use; emptied rather than grown without end.
  if (replacements.size > 20_000) replacements.clear()
  replacements.set(special, replacement)
  return replacement
}

function computeReplacement(special: string): string {
  if (special.startsWith('\\u'))
    return computeReplacement(String.fromCharCode(Number.parseInt(special.slice(2), 16)))
  if (special.startsWith('\\')) return JSON_ESCAPES.get(special.slice(1)) ?? special.slice(1)
  if (INVISIBLE.test(special)) return ''
  return FOLDED.get(special) ?? special.normalize('NFKC')
}

function pairs(from: string, to: string): readonly (readonly [string, string])[] {
  return Array.from(from, (letter, index) => [letter, to.charAt(index)] as const)
}
