import type { Span } from '../detector.ts'
import type { Entity } from '../entity.ts'
import { ENGLISH, type Gazetteer, WORD } from './gazetteer.ts'
import type { Word } from './split-words.ts'

/** A text cut into words, as the finders of names, places and organisations read it. */
export type Sentence = {
  readonly text: string
  readonly words: readonly Word[]
  readonly gazetteer: Gazetteer
  /** Capitals say nothing here: the text is written in capitals. */
  readonly isShouted: boolean
}

/** Both ends are words of the text, inclusive. */
export function wordSpan(words: readonly Word[], first: number, last: number, entity: Entity): Span {
  return { start: words[first]?.start ?? 0, end: words[last]?.end ?? 0, entity }
}

/** Whether a word is written as names are: `Ann`, or `ANN` in a text that is not all capitals. */
export function isCapitalized(word: Word | undefined, { isShouted }: Pick<Sentence, 'isShouted'>): boolean {
  if (word === undefined || isShouted) return false
  return word.shape === 'title' || (word.shape === 'upper' && word.end - word.start >= 3)
}

/** Whether a word is capitalised and neither English nor a known term, so that it can hardly be anything but a name. */
export function isOpen(word: Word | undefined, sentence: Sentence): boolean {
  if (word === undefined || word.isTerm || !isCapitalized(word, sentence)) return false
  if ((word.bits & (WORD.demonym | WORD.organization)) !== 0) return false
  const english = word.bits & ENGLISH
  if (english === 0) return isPlausible(word, sentence)
  return english === WORD.rare && (word.bits & (WORD.first | WORD.place)) !== 0
}

const LISTED = WORD.first | WORD.name | WORD.place

/** Abbreviations, shouts and slips of the keyboard are unknown words too: `HMAC`, `Hiii`, `Plz`. */
function isPlausible(word: Word, { text }: Sentence): boolean {
  const length = word.end - word.start
  if ((word.bits & LISTED) !== 0) return word.shape === 'title' || length >= 4
  if (length < (word.isLeading ? 4 : 3) || (word.shape === 'upper' && length < 5)) return false
  const letters = text.slice(word.start, word.end).toLowerCase()
  return !/(.)\1\1/u.test(letters) && /[^bcdfghjklmnpqrstvwxz'’-]/u.test(letters)
}

/** What stands between a word and the next. */
export function gapAfter({ text, words }: Sentence, index: number): string {
  return text.slice(words[index]?.end ?? 0, words[index + 1]?.start ?? text.length)
}

/** The word in lower case; empty beyond the text. */
export function lowerWord({ text, words }: Sentence, index: number): string {
  const word = words[index]
  return word === undefined ? '' : text.slice(word.start, word.end).toLowerCase()
}
