import { ENGLISH, type Gazetteer, WORD } from './gazetteer.ts'
import { NOT_NAMES } from './not-names.ts'
import { wordHash } from './word-hash.ts'

/** How a word is written. `initial` is one capital letter, `code` a part of an identifier, path or address. */
export type Shape = 'lower' | 'title' | 'upper' | 'mixed' | 'initial' | 'number' | 'code'

/** A word or number of a text: UTF-16 offsets, `end` exclusive; `bits` of `WORD`. */
export type Word = {
  readonly start: number
  readonly end: number
  readonly shape: Shape
  readonly bits: number
  /** First of a sentence, line or quotation, where a capital says nothing. */
  readonly isLeading: boolean
  /** A term of technology, trade or the calendar, which no list of names should decide. */
  readonly isTerm: boolean
}

const WORDS = /[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*|\d+/gu
const ATTACHED_BEFORE = /[\w@/\\#$=&?~%+]/
const ATTACHED_AFTER = /[\w@\\(=%]/
const ENDS_SENTENCE = /[.!?:;>"“”(\n•*|-]/
const TERMS: ReadonlySet<number> = new Set(NOT_NAMES.map(word => wordHash(word)))

/** The words and numbers of a text in order, each looked up once. A possessive `'s` belongs to no word. */
export function splitWords(text: string, gazetteer: Gazetteer): readonly Word[] {
  const words: Word[] = []
  for (const match of text.matchAll(WORDS)) {
    const start = match.index
    const token = match[0]
    const possessive = token.length > 2 && /['’]s$/i.test(token) ? 2 : 0
    const end = start + token.length - possessive
    const shape = shapeOf(text, start, end)
    const isWord = shape !== 'number' && shape !== 'code'
    words.push({
      start,
      end,
      shape,
      bits: isWord ? bitsAt(text, start, end, gazetteer) : 0,
      isLeading: isLeadingAt(text, start),
      isTerm: isWord && TERMS.has(wordHash(text, start, end)),
    })
  }
  return words
}

const NOT_ASCII = /[^\p{ASCII}’]/u

/** An accent sets a name apart from the English word it would be without: `Bašić` is not `basic`. */
function bitsAt(text: string, start: number, end: number, gazetteer: Gazetteer): number {
  const bits = gazetteer(text, start, end)
  if (bits === 0 && text.slice(start, end).includes('-')) return compoundBits(text, start, end, gazetteer)
  return (bits & ENGLISH) !== 0 && NOT_ASCII.test(text.slice(start, end)) ? bits & ~ENGLISH : bits
}

/** `T-Shirt` and `Read-only` are English when their parts are; `Mayo-Walters`, whose parts are names, stays unknown. */
function compoundBits(text: string, start: number, end: number, gazetteer: Gazetteer): number {
  let areEnglish = true
  let areNames = true
  let from = start
  for (const part of text.slice(start, end).split('-')) {
    const bits = gazetteer(text, from, from + part.length)
    const isName =
      /^\p{Lu}/u.test(part) && (bits & (WORD.name | WORD.first)) !== 0 && (bits & WORD.everyday) === 0
    if (part.length > 2 && (bits & ENGLISH) === 0) areEnglish = false
    if (!isName) areNames = false
    if (part.length > 1 && /^\p{Ll}/u.test(part) && from > start) return WORD.common
    from += part.length + 1
  }
  return areEnglish && !areNames ? WORD.common : 0
}

function shapeOf(text: string, start: number, end: number): Shape {
  const first = text.charCodeAt(start)
  const isNumber = first >= 0x30 && first <= 0x39
  const before = text.charAt(start - 1)
  const after = text.charAt(end)
  if (isNumber) return 'number'
  if (before !== '' && ATTACHED_BEFORE.test(before)) return 'code'
  if (after !== '' && ATTACHED_AFTER.test(after)) return 'code'
  if (after === '.' && /[a-z\d_]/.test(text.charAt(end + 1))) return 'code'
  if (before === '.' && /[\w)]/.test(text.charAt(start - 2)) && end - start > 1) return 'code'
  return caseOf(text, start, end)
}

function caseOf(text: string, start: number, end: number): Shape {
  let uppers = 0
  let lowers = 0
  let isFirstUpper = false
  let isInnerUpper = false
  for (let index = start; index < end; index += 1) {
    const unit = text.charCodeAt(index)
    const isLower = unit < 0x80 ? unit >= 0x61 && unit <= 0x7a : isLowerLetter(text.charAt(index))
    const isUpper = unit < 0x80 ? unit >= 0x41 && unit <= 0x5a : isUpperLetter(text.charAt(index))
    if (isLower) lowers += 1
    if (!isUpper) continue
    uppers += 1
    if (index === start) isFirstUpper = true
    else if (!/['’-]/.test(text.charAt(index - 1))) isInnerUpper = true
  }
  if (uppers === 0) return 'lower'
  if (lowers === 0) return end - start === 1 ? 'initial' : 'upper'
  // McDonald and DeVito are names, iPhone and PostgreSQL are not.
  if (isInnerUpper)
    return /^(?:Mc|Mac|De|Di|La|Le|Van|O['’])\p{Lu}\p{Ll}+$/u.test(text.slice(start, end)) ? 'title' : 'mixed'
  return isFirstUpper ? 'title' : 'mixed'
}

function isLowerLetter(letter: string): boolean {
  return letter !== letter.toUpperCase()
}

function isUpperLetter(letter: string): boolean {
  return letter !== letter.toLowerCase()
}

function isLeadingAt(text: string, start: number): boolean {
  let index = start - 1
  while (index >= 0 && /[ \t'‘’[]/.test(text.charAt(index))) index -= 1
  return index < 0 || ENDS_SENTENCE.test(text.charAt(index))
}
