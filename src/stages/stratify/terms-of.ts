import { STOP_WORDS } from './stop-words.ts'

/** Redaction leaves `<PERSON_k1_7F3A9C2E>` or `<PERSON>`: it says nothing about the intent and must not become its name. */
const REDACTION_TOKEN = /<[A-Z]+(?:_[A-Za-z0-9]+)*>/g
/** In a greeting, not where somebody asks what is open in the evening. */
const GREETING = /\bgood (?:morning|afternoon|evening|night|day)\b/gi
/** Scripts that write no space between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu
/** A word, or the punctuation that parts two phrases; an apostrophe parts words but no phrases. */
const PIECE = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[_-][\p{L}\p{M}\p{N}]+)*|[^\s\p{L}\p{M}\p{N}'’]+/gu
const STARTS_WORD = /^[\p{L}\p{N}]/u
const LETTER = /\p{L}/u
const IDENTIFIER = /\p{N}{3}/u
const SHORTEST_WORD = 2

const segmenter = new Intl.Segmenter('en', { granularity: 'word' })

/**
 * The words of a text and the pairs of neighbouring words, each once: its key, under which singular and plural meet,
 * to how the text spells it. Keys of pairs hold one space.
 *
 * Left out are stop words (a pair may stand across them), redaction tokens, numbers, order numbers and their like, and
 * words of one character. No pair crosses punctuation.
 */
export function termsOf(text: string): ReadonlyMap<string, string> {
  const terms = new Map<string, string>()
  let before: { readonly key: string; readonly spelling: string } | undefined
  for (const spelling of piecesOf(text)) {
    if (!STARTS_WORD.test(spelling)) before = undefined
    else if (isTelling(spelling)) {
      const key = foldedPlural(spelling)
      terms.set(key, spelling)
      if (before !== undefined && before.key !== key)
        terms.set(`${before.key} ${key}`, `${before.spelling} ${spelling}`)
      before = { key, spelling }
    }
  }
  return terms
}

function piecesOf(text: string): readonly string[] {
  const spaced = text
    .replace(REDACTION_TOKEN, ' . ')
    .replace(GREETING, ' . ')
    .replace(UNSPACED, run =>
      Array.from(segmenter.segment(run), ({ segment, isWordLike }) => (isWordLike ? segment : '.')).join(' '),
    )
  return spaced.normalize('NFC').toLowerCase().match(PIECE) ?? []
}

function isTelling(word: string): boolean {
  return word.length >= SHORTEST_WORD && !STOP_WORDS.has(word) && LETTER.test(word) && !IDENTIFIER.test(word)
}

/**
 * An English plural as its singular, other words as they are. What comes out is a key and never shown, so that a wrong
 * guess is harmless unless two words meet in it.
 *
 * @see Harman 1991, the "S" stemmer; words in -is and -xes, -ches, -shes, -sses are handled apart here.
 */
function foldedPlural(word: string): string {
  if (word.length < 4 || !word.endsWith('s') || /(?:us|ss|is)$/.test(word)) return word
  if (/[^ae]ies$/.test(word)) return `${word.slice(0, -3)}y`
  return word.slice(0, /(?:x|ch|sh|ss)es$/.test(word) ? -2 : -1)
}
