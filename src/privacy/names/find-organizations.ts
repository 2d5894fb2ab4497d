import type { Span } from '../detector.ts'
import { ENGLISH, WORD } from './gazetteer.ts'
import { gapAfter, isCapitalized, isOpen, lowerWord, type Sentence, wordSpan } from './sentence.ts'

/** A run of capitalised words that ends in one of these is a company. */
const LEGAL = new Set(
  'inc incorporated llc llp ltd limited gmbh ag kg corp corporation plc pty oy ab asa bv nv spa srl sarl kft holdings'.split(
    ' ',
  ),
)
/** Written with a full stop that belongs to them. */
const LEGAL_STOP = new Set('inc ltd corp co'.split(' '))
/** These end the name of an organisation when something before them is no ordinary word. */
const KINDS = new Set(
  'co company group partners bank university college institute foundation technologies technology systems solutions labs laboratories associates investments industries enterprises ventures capital consulting consultants communications networks media pharmaceuticals insurance airlines airways hospital clinic school academy church museum orchestra agency association society council ministry department energy software services logistics motors markets analytics care health transit brothers sons international global research press records studio studios club trust fund union authority foods stores railway lines'.split(
    ' ',
  ),
)
const EMPLOYED =
  /\b(?:work(?:s|ed|ing)? (?:for|at|with)|employ(?:ed|ee|er)s? (?:by|at|of|is)|job (?:at|with)|joined|hired by|fired (?:by|from)|internship (?:at|with)|(?:ceo|cto|cfo|coo|founder|co-founder|president|director|head|chairman|manager|owner|member) (?:of|at)|on behalf of|acquired by|founded|company(?: called| named)?|employer(?: is)?:?|organi[sz]ation:?|recorded for|at)[ \t]$/i
const BEFORE = 40
const LONGEST = 6

/** Organisations: by legal form, by kind, as somebody's employer, and firms named after their partners. */
export function findOrganizations(sentence: Sentence): readonly Span[] {
  const { words } = sentence
  const spans: Span[] = []
  for (let index = 0; index < words.length; index += 1) {
    if (!isPart(sentence, index)) continue
    const last = runEnd(sentence, index)
    const partners = partnersEnd(sentence, index)
    const end =
      partners === undefined
        ? organizationEnd(sentence, index, last)
        : Math.max(partners, kindEnd(sentence, partners))
    if (end === undefined) {
      index = last
      continue
    }
    // A leading ordinary word belongs to the sentence: `The Acme Group`, `Contact Acme Inc`.
    const first = skipsFirst(sentence, index, end) ? index + 1 : index
    const span = wordSpan(words, first, end, 'ORGANIZATION')
    const hasStop = LEGAL_STOP.has(lowerWord(sentence, end)) && sentence.text.charAt(span.end) === '.'
    spans.push(hasStop ? { ...span, end: span.end + 1 } : span)
    index = end
  }
  return spans
}

function isPart(sentence: Sentence, index: number): boolean {
  const word = sentence.words[index]
  if (word === undefined) return false
  return (
    isCapitalized(word, sentence) ||
    (word.shape === 'mixed' && !sentence.isShouted) ||
    (word.shape === 'upper' && !sentence.isShouted)
  )
}

/** `Jones, Smith and Davis Orchestra`. */
function kindEnd(sentence: Sentence, partners: number): number {
  const kind = lowerWord(sentence, partners + 1)
  return gapAfter(sentence, partners) === ' ' &&
    isPart(sentence, partners + 1) &&
    (KINDS.has(kind) || LEGAL.has(kind))
    ? partners + 1
    : partners
}

/** Last word of the run of capitalised words at `first`, joined by spaces, hyphens, `&`, and `, ` before a legal form. */
function runEnd(sentence: Sentence, first: number): number {
  let last = first
  for (let length = 1; length < LONGEST; length += 1) {
    const gap = gapAfter(sentence, last)
    const isJoined = / ?& ?| |-/.test(gap) && gap.length <= 3 && !/[^ &-]/.test(gap)
    const isLegalNext = /^, ?$/.test(gap) && LEGAL.has(lowerWord(sentence, last + 1))
    if (!(isJoined || isLegalNext) || !isPart(sentence, last + 1)) break
    last += 1
  }
  return last
}

function organizationEnd(sentence: Sentence, first: number, last: number): number | undefined {
  const { words, text } = sentence
  for (let end = last; end > first; end -= 1) {
    const kind = lowerWord(sentence, end)
    if (LEGAL.has(kind)) return end
    if (KINDS.has(kind) && words.slice(first, end).some(word => isNameLike(sentence, word))) return end
  }
  const word = words[first]
  if (word === undefined) return undefined
  const before = text.slice(Math.max(0, word.start - BEFORE), word.start)
  if (word.isLeading || !EMPLOYED.test(before)) return undefined
  const isBareAt = /(?:^|[^a-z])(?<!work |works |worked |working |job )at[ \t]$/i.test(before)
  if (isBareAt) return words.slice(first, last + 1).some(each => isOpen(each, sentence)) ? last : undefined
  return words.slice(first, last + 1).every(each => each.isTerm || (each.bits & WORD.demonym) !== 0)
    ? undefined
    : last
}

function isNameLike(sentence: Sentence, word: Sentence['words'][number]): boolean {
  return (
    isOpen(word, sentence) ||
    word.shape === 'mixed' ||
    ((word.bits & (WORD.place | WORD.organization | WORD.first)) !== 0 &&
      (word.bits & WORD.everyday) === 0) ||
    ((word.bits & WORD.name) !== 0 && (word.bits & WORD.everyday) === 0)
  )
}

/** `Owens, Duran and Oneal`: three last names in a row with one `and`; also `Mayo-Walters`, which needs nothing here. */
function partnersEnd(sentence: Sentence, first: number): number | undefined {
  const start = lowerWord(sentence, first) === 'the' ? first + 1 : first
  if (start !== first) return partnersEnd(sentence, start)
  if (!isSurname(sentence, first) || !/^, $/.test(gapAfter(sentence, first))) return undefined
  if (!isSurname(sentence, first + 1) || !/^,? $/.test(gapAfter(sentence, first + 1))) return undefined
  if (lowerWord(sentence, first + 2) !== 'and' || gapAfter(sentence, first + 2) !== ' ') return undefined
  return isSurname(sentence, first + 3) ? first + 3 : undefined
}

function isSurname(sentence: Sentence, index: number): boolean {
  const word = sentence.words[index]
  return (
    word !== undefined &&
    word.shape === 'title' &&
    !word.isTerm &&
    ((word.bits & WORD.name) !== 0 || isOpen(word, sentence))
  )
}

function skipsFirst(sentence: Sentence, first: number, end: number): boolean {
  const word = sentence.words[first]
  if (word?.isTerm === true && end > first) return true
  return (
    end > first + 1 &&
    word !== undefined &&
    word.isLeading &&
    (word.bits & WORD.everyday) !== 0 &&
    (word.bits & WORD.name) === 0 &&
    (word.bits & ENGLISH) !== 0
  )
}
