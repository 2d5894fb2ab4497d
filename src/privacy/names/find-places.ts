import type { Span } from '../detector.ts'
import { ENGLISH, WORD } from './gazetteer.ts'
import { gapAfter, isCapitalized, isOpen, lowerWord, type Sentence, wordSpan } from './sentence.ts'

const TOWARDS = new Set(
  'in from to at near around outside inside via toward towards into visit visiting visited leaving across'.split(
    ' ',
  ),
)
const LIVING =
  /\b(?:liv(?:e|es|ed|ing)|based|born|located|staying|stay|resid(?:e|es|ing)|grew up|moved|moving|relocat(?:e|ed|ing)|travell?ing|fly(?:ing)?|flights?|flew|drove|went|arriv(?:e|es|ed|ing)|return(?:s|ed|ing)?|travel(?:s|led|ed)?|trip|ship(?:ped|ping)?|deliver(?:ed|y)?|city|town|office|country|here|originally|i'm|i am|we're|hotels?|weather)(?: over)?(?: back)? (?:in|from|to|near|at|of|is)[ \t]$/i
const PLACE_PREFIX = new Set(
  'new north south east west upper lower great greater little old san santa santo são sao st saint sainte los las el la le port fort mount mt lake cape bad villa ciudad'.split(
    ' ',
  ),
)
const INNER = new Set('de del la le las los di do da sur upon am der den cid nad pod ob'.split(' '))
const STATES =
  /^, ?(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]|AB|BC|MB|NB|NL|NS|ON|PE|QC|SK|NSW|VIC|QLD)\b(?: \d{5}(?:-\d{4})?)?/
const LONGEST = 5
const BEFORE = 36

/** Places: phrases of the gazetteer, and unknown capitalised words that stand where a place does. */
export function findPlaces(sentence: Sentence): readonly Span[] {
  const { words } = sentence
  const spans: Span[] = []
  for (let index = 0; index < words.length; index += 1) {
    const last = lastWordOfPlace(sentence, index)
    if (last === undefined) continue
    const span = wordSpan(words, index, last, 'LOCATION')
    const state = STATES.exec(sentence.text.slice(span.end, span.end + 16))?.[0].length ?? 0
    spans.push({ ...span, end: span.end + state })
    index = last
  }
  return spans
}

function lastWordOfPlace(sentence: Sentence, index: number): number | undefined {
  const word = sentence.words[index]
  if (word === undefined || word.shape === 'number' || word.shape === 'code' || word.isTerm) return undefined
  const known = knownPlace(sentence, index)
  if (known !== undefined && isAccepted(sentence, index, known)) return unknownTail(sentence, known)
  if (!isCapitalized(word, sentence)) return undefined
  if (word.shape === 'title' && !word.isLeading && isLiving(sentence, word.start))
    return unknownTail(sentence, index)
  const isPrefixed =
    PLACE_PREFIX.has(lowerWord(sentence, index)) &&
    /^\.? $/.test(gapAfter(sentence, index)) &&
    isOpen(sentence.words[index + 1], sentence)
  if (isPrefixed) return unknownTail(sentence, index + 1)
  if (!isOpen(word, sentence))
    return isShoutedPlace(sentence, index) ? unknownTail(sentence, index) : undefined
  const isTowardsIt =
    isTowards(sentence, index) && ((word.bits & WORD.name) === 0 || !isEitherWay(sentence, index))
  return isTowardsIt || hasState(sentence, index) ? unknownTail(sentence, index) : undefined
}

/** Index of the last word of the longest phrase of the gazetteer at `index`. */
function knownPlace({ text, words, gazetteer }: Sentence, index: number): number | undefined {
  const word = words[index]
  if (word === undefined) return undefined
  let found = (word.bits & WORD.place) !== 0 ? index : undefined
  let bits = word.bits
  for (let last = index + 1; last < index + LONGEST && (bits & WORD.placeStart) !== 0; last += 1) {
    const next = words[last]
    if (
      next === undefined ||
      next.shape === 'code' ||
      !/^(?: |-)$/.test(text.slice(words[last - 1]?.end ?? 0, next.start))
    )
      break
    const phrase = text.slice(word.start, next.end).replaceAll('-', ' ')
    bits = gazetteer(phrase, 0, phrase.length)
    if ((bits & WORD.place) !== 0) found = last
  }
  return found
}

function isAccepted(sentence: Sentence, first: number, last: number): boolean {
  const { words, text } = sentence
  const word = words[first]
  if (word === undefined) return false
  const bits = last === first ? word.bits : placeBits(sentence, first, last)
  const before = text.slice(Math.max(0, word.start - BEFORE), word.start)
  const isCapital = isCapitalized(word, sentence) && isCapitalized(words[last], sentence)
  const isEnglish = (word.bits & ENGLISH) !== 0 && last === first
  if (!isCapital) {
    if (isEnglish || word.end - word.start < 4) return false
    if (last > first) return (bits & WORD.large) !== 0 && (isTowards(sentence, first) || LIVING.test(before))
    return LIVING.test(before) && ((bits & WORD.large) !== 0 || (word.bits & WORD.name) === 0)
  }
  if (last > first) return !isEveryday(sentence, first, last) || isTowards(sentence, first)
  if (!isEnglish)
    return (
      (word.bits & WORD.name) === 0 ||
      (bits & WORD.large) !== 0 ||
      (isTowards(sentence, first) && !isEitherWay(sentence, first)) ||
      LIVING.test(before)
    )
  if (word.isLeading) return hasState(sentence, first)
  const isEverydayWord = (word.bits & WORD.everyday) !== 0
  return (
    hasState(sentence, first) ||
    LIVING.test(before) ||
    (isTowards(sentence, first) && (!isEverydayWord || (bits & WORD.large) !== 0))
  )
}

function isLiving({ text }: Sentence, start: number): boolean {
  return LIVING.test(text.slice(Math.max(0, start - BEFORE), start))
}

function placeBits({ text, words, gazetteer }: Sentence, first: number, last: number): number {
  const phrase = text.slice(words[first]?.start ?? 0, words[last]?.end ?? 0).replaceAll('-', ' ')
  return gazetteer(phrase, 0, phrase.length)
}

function isEveryday({ words }: Sentence, first: number, last: number): boolean {
  return words.slice(first, last + 1).every(word => (word.bits & ENGLISH) !== 0)
}

function isTowards(sentence: Sentence, index: number): boolean {
  return (
    index > 0 && /^[ ]$/.test(gapAfter(sentence, index - 1)) && TOWARDS.has(lowerWord(sentence, index - 1))
  )
}

/** `from` and `to` stand before people as often as before places. */
function isEitherWay(sentence: Sentence, index: number): boolean {
  return /^(?:from|to|at)$/.test(lowerWord(sentence, index - 1))
}

function hasState(sentence: Sentence, index: number): boolean {
  const end = sentence.words[index]?.end ?? 0
  return STATES.test(sentence.text.slice(end, end + 16))
}

/** `MOSS` in a sentence that is not shouted. */
function isShoutedPlace(sentence: Sentence, index: number): boolean {
  const word = sentence.words[index]
  return word?.shape === 'upper' && (word.bits & WORD.place) !== 0 && isTowards(sentence, index)
}

/** Unknown capitalised words that follow belong to the place: `Villafranca del Cid`, `UPTON SCUDAMORE`. */
function unknownTail(sentence: Sentence, from: number): number {
  const { words } = sentence
  let last = from
  for (let length = 1; length < LONGEST; length += 1) {
    const next = words[last + 1]
    if (next === undefined || !/^(?: |-)$/.test(gapAfter(sentence, last)) || next.isTerm) break
    const isTail =
      isOpen(next, sentence) ||
      (isCapitalized(next, sentence) &&
        (next.bits & (WORD.name | WORD.place)) !== 0 &&
        (next.bits & WORD.everyday) === 0) ||
      (next.shape === 'upper' && words[from]?.shape === 'upper')
    if (isTail) {
      last += 1
      continue
    }
    const beyond = words[last + 2]
    if (
      INNER.has(lowerWord(sentence, last + 1)) &&
      beyond !== undefined &&
      gapAfter(sentence, last + 1) === ' ' &&
      isOpen(beyond, sentence)
    ) {
      last += 2
      continue
    }
    break
  }
  return last
}
