import type { Span } from '../detector.ts'
import { matchesIn } from '../matches-in.ts'
import { ENGLISH, WORD } from './gazetteer.ts'
import { gapAfter, isCapitalized, isOpen, lowerWord, type Sentence } from './sentence.ts'

const STREETS = new Set(
  'street st avenue ave road rd lane ln drive dr boulevard blvd court ct place pl square squares sq terrace crescent cres close row parkway pkwy highway hwy circle cir trail way alley walk gardens grove hill mews plaza pass loop gateway extensions track quay broadway heights terrasse pavilion route esplanade parade gate trace crossing'.split(
    ' ',
  ),
)
/** Words that say street only right behind a number and a name. */
const WEAK = new Set(
  'st dr ct pl place way close row hill walk pass gate track route gardens heights court square squares drive plaza circle loop trail parade crossing trace extensions pavilion'.split(
    ' ',
  ),
)
const BEFORE_NAME = new Set(
  'rua via calle rue avenida avenue av allée allee chemin piazza viale corso plaza carrer ulica ul ulitsa prospekt travessa largo praça boulevard'.split(
    ' ',
  ),
)
const PARTICLES = new Set('de du des da do das dos della di del la le les el of st saint'.split(' '))
const COMPOUND =
  /(?:stra(?:ss|ß)e|str|gatan|gata|vej|vejen|veien|vegen|vägen|vagen|gade|tie|katu|kuja|polku|straat|laan|weg|gasse|allee|utca|ulica|braut|stíg|gränd|dijk|hof|damm|vænget|bakken)$/i
const STREET_WORDS = new Set('utca ulica ul u út útja körút tér köz sétány krt'.split(' '))
const SECONDARY = new Set('apt apartment suite ste flat unit floor bldg building room box'.split(' '))
const MILITARY =
  /\b(?:(?:PSC|CMR|Unit) \d{1,6},? Box \d{1,6}|(?:USS|USNV|USCGC|USNS) \p{L}{2,30})[,\s>]{1,6}(?:APO|DPO|FPO),? (?:AA|AE|AP)(?: \d{5})?|\b(?:\d{1,6} )?P\.? ?O\.? ?Box \d{1,6}/giu
const ZIP =
  /\b(?:zip|zip ?code|postal ?code|post ?code)(?: is|:)? {0,3}(\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b/gi
/** Between the parts of an address: a space, a comma, one line break or two with a comma. */
const JOINT = /^(?:\.? ?|\.?,? {1,3}|[ \t]*\.?,?[ \t]*\n[ \t>]{0,12}(?:, ?)?)$/
/** A postal code, and not the beginning of a longer number. */
const CODE = /^(?:\d{2,5}-\d{3,4}|\d{3} \d{2}|\d{1,6})(?!\d|[-.]\d|\))/
const FOREIGN_CODE =
  /^[ \t,]{0,3}\n?[ \t>]{0,12}(?:[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})\b/
const LEFT_LIMIT = 5
const RIGHT_LIMIT = 12

/**
 * Street addresses around a street word and a house number, with the flat, town and postal code that follow; box
 * addresses; postal codes announced as such.
 */
export function findAddresses(sentence: Sentence): readonly Span[] {
  const { words, text } = sentence
  const spans: Span[] = []
  let free = 0
  for (let index = 0; index < words.length; index += 1) {
    const range = addressAt(sentence, index)
    if (range === undefined) continue
    const last = tail(sentence, range.last)
    const end = words[last]?.end ?? 0
    const code = FOREIGN_CODE.exec(text.slice(end, end + 32))?.[0].length ?? 0
    const start = words[Math.max(free, range.first)]?.start ?? 0
    spans.push({ start, end: end + code, entity: 'STREET_ADDRESS' })
    index = Math.max(index, last)
    free = last + 1
  }
  return [...spans, ...matched(text)]
}

function matched(text: string): readonly Span[] {
  const spans: Span[] = []
  if (/box|[adf]po\b/i.test(text)) {
    for (const match of matchesIn(text, MILITARY)) {
      spans.push({ start: match.index, end: match.index + match[0].length, entity: 'STREET_ADDRESS' })
    }
  }
  if (/zip|post/i.test(text)) {
    for (const match of matchesIn(text, ZIP)) {
      const end = match.index + match[0].length
      spans.push({ start: end - (match[1]?.length ?? 0), end, entity: 'ZIP_CODE' })
    }
  }
  return spans
}

type Range = { readonly first: number; readonly last: number }

function addressAt(sentence: Sentence, index: number): Range | undefined {
  const word = sentence.words[index]
  if (word === undefined || word.shape === 'code') return undefined
  if (word.shape === 'number') return numberedAt(sentence, index)
  const lower = lowerWord(sentence, index)
  if (SECONDARY.has(lower)) return secondaryAt(sentence, index)
  if (BEFORE_NAME.has(lower)) {
    const named = namedBehind(sentence, index)
    if (named !== undefined) return named
  }
  return streetAt(sentence, index, lower)
}

function streetAt(sentence: Sentence, index: number, lower: string): Range | undefined {
  const isCompound = isCompoundStreet(sentence, index, lower)
  if (isCompound || STREET_WORDS.has(lower)) {
    const first = leftNumber(sentence, index, 3)
    if (isNumberAt(sentence, index + 1)) return { first: first ?? leftName(sentence, index), last: index + 1 }
    if (first !== undefined && isCompound) return { first, last: index }
  }
  if (!STREETS.has(lower)) return undefined
  const first = leftNumber(sentence, index, LEFT_LIMIT)
  if (first !== undefined) return isNumber(sentence, index - 1) ? undefined : { first, last: index }
  const isNamed =
    isCapitalized(sentence.words[index], sentence) && !WEAK.has(lower) && isNameBefore(sentence, index)
  return isNamed ? { first: leftName(sentence, index), last: index } : undefined
}

/** `30102 Kaevu 94`: numbers around a name that no list holds. */
function numberedAt(sentence: Sentence, index: number): Range | undefined {
  let hasOpen = false
  for (let at = index + 1; at <= index + 5; at += 1) {
    const word = sentence.words[at]
    if (word === undefined || !/^(?: |\. )$/.test(gapAfter(sentence, at - 1))) return undefined
    if (word.shape === 'number') {
      if (at === index + 1) continue
      return hasOpen && word.end - word.start <= 5 ? { first: index, last: at } : undefined
    }
    if (isOpen(word, sentence)) hasOpen = true
    else if (!isCapitalized(word, sentence) && !PARTICLES.has(lowerWord(sentence, at))) return undefined
  }
  return undefined
}

function isCompoundStreet(sentence: Sentence, index: number, lower: string): boolean {
  const word = sentence.words[index]
  if (word === undefined || lower.length < 6 || !COMPOUND.test(lower)) return false
  return (word.bits & ENGLISH) === 0 && !word.isTerm
}

function isNumber({ words }: Sentence, index: number): boolean {
  const word = words[index]
  return word?.shape === 'number' && word.end - word.start <= 6
}

function isNumberAt(sentence: Sentence, index: number): boolean {
  return isNumber(sentence, index) && /^(?: |, |\. )$/.test(gapAfter(sentence, index - 1))
}

/** Index of the house number to the left, over at most `limit` names; a second number in front of it belongs to it. */
function leftNumber(sentence: Sentence, index: number, limit: number): number | undefined {
  for (let at = index - 1; at >= Math.max(0, index - limit - 1); at -= 1) {
    if (!/^(?:[ \t]|\. ?|, ?|-)$/.test(gapAfter(sentence, at))) return undefined
    if (isNumber(sentence, at)) return secondNumber(sentence, at)
    if (!isStreetName(sentence, at)) return undefined
  }
  return undefined
}

function secondNumber(sentence: Sentence, at: number): number {
  return isNumber(sentence, at - 1) && gapAfter(sentence, at - 1) === ' ' ? at - 1 : at
}

function isStreetName(sentence: Sentence, index: number): boolean {
  const word = sentence.words[index]
  if (word === undefined) return false
  if (isCapitalized(word, sentence) || word.shape === 'initial' || word.shape === 'upper') return true
  if (word.shape !== 'lower') return false
  // In lower case a street is named by a word that is no verb or article: ordinal endings and listed names.
  return (
    /^(?:st|nd|rd|th|north|south|east|west|main|de|du|of|la|le|da|do|elm|oak|maple|park|high|church|mill)$/.test(
      lowerWord(sentence, index),
    ) ||
    ((word.bits & WORD.name) !== 0 && (word.bits & ENGLISH) === 0)
  )
}

function isNameBefore(sentence: Sentence, index: number): boolean {
  const before = sentence.words[index - 1]
  if (before === undefined || gapAfter(sentence, index - 1) !== ' ') return false
  if (isOpen(before, sentence)) return true
  const isListed = (before.bits & (WORD.name | WORD.place)) !== 0 && (before.bits & WORD.everyday) === 0
  return isCapitalized(before, sentence) && isListed
}

function leftName(sentence: Sentence, index: number): number {
  let first = index
  while (first > 0 && index - first < 3) {
    const word = sentence.words[first - 1]
    const isPart =
      word !== undefined &&
      gapAfter(sentence, first - 1) === ' ' &&
      isCapitalized(word, sentence) &&
      !word.isTerm
    if (!isPart || ((word.bits & WORD.everyday) !== 0 && word.isLeading)) break
    first -= 1
  }
  return first
}

/** `Rua Augusta 12`, `12 rue de Rivoli`. */
function namedBehind(sentence: Sentence, index: number): Range | undefined {
  const first = leftNumber(sentence, index, 1)
  let last = index
  for (let at = index + 1; at <= index + 5; at += 1) {
    const word = sentence.words[at]
    if (word === undefined || !/^\.? $/.test(gapAfter(sentence, at - 1))) break
    if (PARTICLES.has(lowerWord(sentence, at))) continue
    const isPart =
      isCapitalized(word, sentence) ||
      (first !== undefined && word.shape === 'lower' && (word.bits & (WORD.everyday | WORD.common)) === 0)
    if (!isPart || word.isTerm) break
    last = at
  }
  if (last === index) return undefined
  const end = isNumberAt(sentence, last + 1) ? last + 1 : last
  if (first !== undefined) return { first, last: end }
  return end > last ? { first: index, last: end } : undefined
}

/** `Apt. 5`, `Suite 680`, with the street in front. */
function secondaryAt(sentence: Sentence, index: number): Range | undefined {
  if (!isNumber(sentence, index + 1) || !/^\.? #?$/.test(gapAfter(sentence, index))) return undefined
  let number: number | undefined
  for (let at = index - 1; at >= Math.max(0, index - 8); at -= 1) {
    if (!JOINT.test(gapAfter(sentence, at))) break
    if (isNumber(sentence, at)) number = at
    else if (!isStreetName(sentence, at)) break
  }
  if (number !== undefined) return { first: number, last: index + 1 }
  return /^(?:unit|floor|box|room|building|bldg|flat)$/.test(lowerWord(sentence, index))
    ? undefined
    : { first: index, last: index + 1 }
}

/** The last word of the flat, town, region, country and postal code behind a street. */
function tail(sentence: Sentence, from: number): number {
  let last = from
  for (let at = from + 1; at <= from + RIGHT_LIMIT; at += 1) {
    const gap = gapAfter(sentence, at - 1)
    if (!JOINT.test(gap)) break
    const length = partLength(sentence, at, gap)
    if (length === 0) break
    at += length - 1
    last = at
  }
  return last
}

/** How many words at `index` continue an address: 0 when none does. */
function partLength(sentence: Sentence, index: number, gap: string): number {
  const { words, text } = sentence
  const word = words[index]
  if (word === undefined || word.shape === 'code') return 0
  if (word.shape === 'number') {
    const code = CODE.exec(text.slice(word.start, word.start + 16))?.[0]
    return code === undefined ? 0 : /\D/.test(code) ? 2 : 1
  }
  const lower = lowerWord(sentence, index)
  if (SECONDARY.has(lower)) return isNumberAt(sentence, index + 1) ? 2 : 0
  const isCapital = isCapitalized(word, sentence) || word.shape === 'upper' || word.shape === 'initial'
  if (STREETS.has(lower) && isCapital) return 1
  // A region's letters in front of a postal code.
  if (
    word.end - word.start <= 3 &&
    isNumber(sentence, index + 1) &&
    JOINT.test(gapAfter(sentence, index)) &&
    /[,\n]/.test(gap)
  )
    return 2
  if (gap.startsWith('.') || !isCapital || word.isTerm) return 0
  if (word.shape !== 'title') return 1
  const isTown = isOpen(word, sentence) || (word.bits & (WORD.place | WORD.placeStart)) !== 0
  if (isTown && (!gap.includes('\n') || (word.bits & WORD.everyday) === 0)) return 1
  return gap.includes('\n') ? lineLength(sentence, index) : 0
}

/** Words of a line that holds nothing but one to three capitalised words, as the lines of an address block do. */
function lineLength(sentence: Sentence, index: number): number {
  for (let at = index; at < index + 3; at += 1) {
    if (!isCapitalized(sentence.words[at], sentence)) return 0
    const gap = gapAfter(sentence, at)
    if (/^[ \t,]*(?:\n|$)/.test(gap)) return at - index + 1
    if (gap !== ' ') return 0
  }
  return 0
}
