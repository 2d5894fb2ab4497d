import { COURTESY, EXACT_WORDS, FILLER_WORDS, FOREIGN_WORDS } from './semantic-words.ts'

/** Quotations, code, redaction tokens, addresses, words with a digit, words, signs; in this order of preference. */
const PIECES =
  /```[\s\S]*?```|`[^`]*`|"[^"]*"|(?<![\p{L}\p{N}])'[^']+'(?![\p{L}\p{N}])|<\/?[^<>\s]+>|\S+@\S+|\w+:\/\/\S+|[-+]?[\p{L}\p{N}]*\p{N}[\p{L}\p{N}.,:/_-]*|[\p{L}\p{M}]+(?:['_-][\p{L}\p{M}]+)*|\S/gu
const IS_WORD = /^[\p{L}\p{M}]+(?:['_-][\p{L}\p{M}]+)*$/u
const HAS_DIGIT = /\p{N}/u
/** What ends or groups a sentence says little; every other sign is a fact. */
const PUNCTUATION = /^[.,;:!()]$/
/** Prefixes and suffix that turn a word into its opposite; whatever looks like it is taken for it. */
const NEGATED = /^(?:un|in|im|il|ir|dis|mis|non|anti|de|over|under)\p{L}{3,}|less$|^fail|^refus|^lack/u

export type TextFacts = {
  /** What another text has to have as well, in this order: numbers with what they count, negations, names and so on. */
  readonly exact: readonly string[]
  /** The words that carry the rest of the meaning, in order, in lower case. */
  readonly content: readonly string[]
  /** The text as it is embedded: without case, marks and courtesy, to which a vector is as open as to meaning. */
  readonly plain: string
}

/**
 * What a cosine does not see in a text. Order counts, too: "from 15 to 50" is not "from 50 to 15".
 *
 * English only: the caller makes sure with `isEnglish`.
 */
export function semanticFacts(text: string): TextFacts {
  const exact: string[] = []
  const content: string[] = []
  const pieces = piecesOf(text)
  pieces.forEach((piece, at) => {
    const word = piece.toLowerCase()
    if (!IS_WORD.test(piece)) {
      // A number means something together with what it counts: 15 mg, 15 days.
      if (HAS_DIGIT.test(piece)) exact.push(`${word} ${countedBy(pieces[at + 1])}`.trim())
      else if (!PUNCTUATION.test(piece)) exact.push(piece)
    } else if (EXACT_WORDS.has(word) || NEGATED.test(word) || word.includes('_')) exact.push(word)
    else if (FILLER_WORDS.has(word)) return
    else {
      if (isName(piece, at)) exact.push(piece)
      content.push(word)
    }
  })
  const plain = pieces
    .map(piece => piece.toLowerCase())
    .filter(word => !PUNCTUATION.test(word) && !COURTESY.has(word))
  return { exact, content, plain: plain.join(' ') }
}

/** True when enough of the words are English for the lists to see its negations and opposites. */
export function isEnglish(text: string): boolean {
  const words = piecesOf(text)
    .filter(piece => IS_WORD.test(piece))
    .map(word => word.toLowerCase())
  if (words.some(word => FOREIGN_WORDS.has(word))) return false
  return words.filter(isKnown).length >= words.length * KNOWN_SHARE
}

/** English prose has about half of its words in the lists; of other languages that share spellings, a tenth. */
const KNOWN_SHARE = 0.3

function isKnown(word: string): boolean {
  return FILLER_WORDS.has(word) || EXACT_WORDS.has(word)
}

/** A capital that no beginning of a sentence explains; a first word is left to the cosine. */
function isName(piece: string, at: number): boolean {
  return /^\p{Lu}/u.test(piece) && (at > 0 || /^\p{Lu}{2}/u.test(piece))
}

function countedBy(next: string | undefined): string {
  return next !== undefined && IS_WORD.test(next) && !FILLER_WORDS.has(next.toLowerCase())
    ? next.toLowerCase()
    : /^[%°$€£¥]$/u.test(next ?? '')
      ? (next ?? '')
      : ''
}

function piecesOf(text: string): readonly string[] {
  const spelled = SPELLINGS.reduce(
    (written, [pattern, other]) => written.replace(pattern, other),
    text.normalize('NFKC'),
  )
  return (spelled.match(PIECES) ?? []).map(piece => piece.replace(/[.,:/-]+$/u, '') || piece)
}

/** What is written in two ways and means one thing, in the order in which it is replaced. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019]/g, "'"],
  [/[\u201c\u201d]/g, '"'],
  [/\bcan't\b|\bcannot\b/gi, 'can not'],
  [/\bwon't\b/gi, 'will not'],
  [/(\p{L})n't\b/giu, '$1 not'],
  [/'m\b/g, ' am'],
  [/'re\b/g, ' are'],
  [/'ve\b/g, ' have'],
  [/'ll\b/g, ' will'],
  [/'d\b/g, ' would'],
  [/(\p{L})'s\b/gu, '$1 is'],
  [/\b(?:can|could|would|will) you (?:please )?(?=\p{L})/giu, ''],
  [/\bhow (?:can|could|would) I\b/gi, 'how do I'],
  [/\bwould like to\b/gi, 'want to'],
  [/(?<![\p{L}\p{N}_.-])(\p{N}[\p{N}.,]*)(\p{L}+)\b/gu, '$1 $2'],
]
