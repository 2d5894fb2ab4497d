import type { Span } from '../detector.ts'
import { ENGLISH, WORD } from './gazetteer.ts'
import { gapAfter, isCapitalized, isOpen, lowerWord, type Sentence, wordSpan } from './sentence.ts'
import type { Word } from './split-words.ts'

const TITLES = new Set(
  'mr mrs ms miss mx dr prof professor sir madam madame mister doctor rev reverend fr hon judge capt captain lt sgt col senator herr frau monsieur signor señor señora'.split(
    ' ',
  ),
)
const PARTICLES = new Set(
  'de da do dos das del della di du la le van von vom zu der den ter ten bin binti ibn al el af av y e'.split(
    ' ',
  ),
)
const MONTHS = new Set('april may june august summer autumn winter sunday dawn eve'.split(' '))
/** Words right before a name that somebody gives, which needs no capital then. */
const INTRODUCED =
  /(?:\b(?:my|his|her|their|your|our|the|full|first|last|sur|family|given|middle|account holder'?s?|customer'?s?|patient'?s?|guest'?s?|passenger'?s?)[ -]?name(?:'s| is|:| was|\?)|\bname\b[^.?\n]{0,24}\?(?: user:)?|\bname:|\bnamed|\bnamed (?:him|her|it)|\bcalls? (?:me|him|her)|\bgo by|\bgoes by|\bon behalf of|\bsigned,?|\bsincerely,|\b(?:best|kind|warm)? ?regards,|\bcheers,|\bdear|\bmy (?:wife|husband|son|daughter|brother|sister|mother|father|friend|boss|partner|fianc[eé]e?|colleague|manager|doctor)(?: is)?,?)[ \t\n]{1,3}$/i
const SELF =
  /\b(?:i am|i'm|this is|it's|it is|speak(?:ing)? (?:to|with)|hi|hello|hey|thanks|thank you|contact|with|from|for|to|by|ask|tell|call|email|meet)[ ,]{1,2}$/i
const BEFORE = 40

/** People: by title, by introduction, by capitals and the lists of names. */
export function findPeople(sentence: Sentence): readonly Span[] {
  const { words } = sentence
  const spans: Span[] = []
  let free = 0
  for (let index = 0; index < words.length; index += 1) {
    const start = startsName(sentence, index)
    if (!start) continue
    // Never into the name before: each word is read by one name, so that a list of names takes linear time.
    const first = extendLeft(sentence, index, free)
    const last = extendRight(sentence, index)
    spans.push(wordSpan(words, first, last, 'PERSON'))
    free = last + 1
    index = last
  }
  return spans
}

function startsName(sentence: Sentence, index: number): boolean {
  const word = sentence.words[index]
  if (word === undefined || word.shape === 'number' || word.shape === 'code') return false
  if (word.shape === 'lower' || sentence.isShouted) return isPlainName(sentence, index, word)
  if (isTitled(sentence, index)) return isCapitalized(word, sentence) || word.shape === 'initial'
  if (!isCapitalized(word, sentence)) return false
  if (isOpen(word, sentence)) return true
  if (word.isTerm && !isIntroduced(sentence, word)) return isDatedName(sentence, index, word)
  if ((word.bits & WORD.first) !== 0) return isFirstName(sentence, index, word)
  if (word.shape !== 'title') return false
  if (isInitialed(sentence, index) && ((word.bits & WORD.everyday) === 0 || (word.bits & WORD.name) !== 0))
    return true
  const isListed = (word.bits & WORD.name) !== 0
  return isListed && (isIntroduced(sentence, word) || isBesideName(sentence, index))
}

/** `Will`, `Mark`, `Rose`: names that are everyday words stand inside a sentence, or beside another name. */
function isFirstName(sentence: Sentence, index: number, word: Word): boolean {
  if ((word.bits & WORD.everyday) === 0) return true
  if (isIntroduced(sentence, word)) return true
  if (isBesideName(sentence, index)) return true
  return (
    word.shape === 'title' &&
    !word.isLeading &&
    !isCapitalized(sentence.words[index - 1], sentence) &&
    !isCapitalized(sentence.words[index + 1], sentence)
  )
}

/** `Vide A. Persson`: whatever the first word is, what has an initial and a last name is a name. */
function isInitialed(sentence: Sentence, index: number): boolean {
  const { words } = sentence
  if (words[index + 1]?.shape !== 'initial' || gapAfter(sentence, index) !== ' ') return false
  const last = words[index + 2]
  if (last === undefined || !/^\.? $/.test(gapAfter(sentence, index + 1))) return false
  return (
    isOpen(last, sentence) || (isCapitalized(last, sentence) && (last.bits & WORD.name) !== 0 && !last.isTerm)
  )
}

/** `April Smith`, but not `April 3`. */
function isDatedName(sentence: Sentence, index: number, word: Word): boolean {
  if (!MONTHS.has(lowerWord(sentence, index)) || word.shape !== 'title') return false
  return gapAfter(sentence, index) === ' ' && isOpen(sentence.words[index + 1], sentence)
}

/** Whether the next word is a name that no English word is, one space away. */
function isBesideName(sentence: Sentence, index: number): boolean {
  const next = sentence.words[index + 1]
  if (next === undefined || gapAfter(sentence, index) !== ' ') return false
  return isOpen(next, sentence)
}

function isTitled(sentence: Sentence, index: number): boolean {
  return (
    index > 0 && TITLES.has(lowerWord(sentence, index - 1)) && /^\.? $/.test(gapAfter(sentence, index - 1))
  )
}

function isIntroduced({ text }: Sentence, word: Word): boolean {
  return INTRODUCED.test(text.slice(Math.max(0, word.start - BEFORE), word.start))
}

/** Names without capitals: only what no other word is, or what somebody gives as a name. */
function isPlainName(sentence: Sentence, index: number, word: Word): boolean {
  if (word.isTerm || word.end - word.start < 3) return false
  const isEnglish = (word.bits & ENGLISH) !== 0
  if ((word.bits & WORD.name) === 0) return !isEnglish && isIntroduced(sentence, word)
  if (isTitled(sentence, index)) return (word.bits & WORD.everyday) === 0
  if (isIntroduced(sentence, word)) return !isEnglish || (word.bits & WORD.first) !== 0
  if (isEnglish || (word.bits & WORD.first) === 0) {
    return (word.bits & WORD.first) !== 0 && (word.bits & WORD.everyday) === 0 && isPlainPair(sentence, index)
  }
  if ((word.bits & (WORD.place | WORD.demonym)) === 0) return true
  const before = sentence.text.slice(Math.max(0, word.start - BEFORE), word.start)
  return SELF.test(before) && isPlainPair(sentence, index)
}

/** `john smith`: a first name and a last name that is no everyday word. */
function isPlainPair(sentence: Sentence, index: number): boolean {
  const isInitialed = gapAfter(sentence, index) === ' ' && /^[a-z]$/.test(lowerWord(sentence, index + 1))
  const at = isInitialed ? index + 2 : index + 1
  const next = sentence.words[at]
  if (next === undefined || !/^\.? $/.test(gapAfter(sentence, at - 1))) return false
  return (next.bits & WORD.name) !== 0 && (next.bits & (ENGLISH | WORD.place)) === 0 && !next.isTerm
}

function extendLeft(sentence: Sentence, index: number, free: number): number {
  const { words } = sentence
  let first = index
  while (first > free) {
    const previous = words[first - 1]
    const gap = gapAfter(sentence, first - 1)
    if (previous === undefined || !/^(?:\.? | ?- ?)$/.test(gap) || previous.isTerm) break
    const isName =
      isCapitalized(previous, sentence) &&
      gap !== '. ' &&
      ((previous.bits & (WORD.everyday | WORD.demonym)) === 0 || (previous.bits & WORD.first) !== 0) &&
      (previous.bits & (WORD.first | WORD.name)) !== 0 &&
      !TITLES.has(lowerWord(sentence, first - 1))
    const isInitial =
      previous.shape === 'initial' && !/^[IA]$/.test(sentence.text.slice(previous.start, previous.end))
    if (!isName && !isInitial) break
    first -= 1
  }
  return first
}

function extendRight(sentence: Sentence, index: number): number {
  const { words } = sentence
  let last = index
  for (let length = 1; length < 6; length += 1) {
    const next = words[last + 1]
    const gap = gapAfter(sentence, last)
    const isAfterInitial = words[last]?.shape === 'initial'
    if (next === undefined || !(gap === ' ' || (isAfterInitial && gap === '. '))) break
    if (continuesName(sentence, last + 1, words[index])) {
      last += 1
      continue
    }
    if (next.shape === 'lower' && PARTICLES.has(lowerWord(sentence, last + 1))) {
      const end = particlesEnd(sentence, last + 1)
      if (end === undefined) break
      last = end
      continue
    }
    break
  }
  // An initial with its full stop at the end of a name belongs to it; a lone one is the start of something else.
  return last
}

function continuesName(sentence: Sentence, index: number, firstWord: Word | undefined): boolean {
  const word = sentence.words[index]
  if (word === undefined || firstWord === undefined) return false
  if (/^(?:jr|sr|ii|iii|iv|md|phd|dds|dvm|esq)$/i.test(sentence.text.slice(word.start, word.end)))
    return word.shape !== 'lower'
  if (word.isTerm && word.shape !== 'initial') return false
  if (firstWord.shape === 'lower' || sentence.isShouted) {
    if (/^[b-hj-z]$/.test(lowerWord(sentence, index)))
      return (sentence.words[index + 1]?.bits ?? 0) !== 0 && continuesName(sentence, index + 1, firstWord)
    return (
      word.shape === firstWord.shape && (word.bits & WORD.name) !== 0 && (word.bits & WORD.everyday) === 0
    )
  }
  if (word.shape === 'initial') return true
  if (!isCapitalized(word, sentence)) return false
  return isOpen(word, sentence) || (word.bits & WORD.name) !== 0
}

/** Index of the capitalised word behind one to three particles. */
function particlesEnd(sentence: Sentence, index: number): number | undefined {
  for (let at = index; at < index + 3; at += 1) {
    if (gapAfter(sentence, at) !== ' ') return undefined
    const next = sentence.words[at + 1]
    if (isCapitalized(next, sentence) && next !== undefined && !next.isTerm) return at + 1
    if (!PARTICLES.has(lowerWord(sentence, at + 1))) return undefined
  }
  return undefined
}
