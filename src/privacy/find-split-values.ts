import type { Span } from './detector.ts'
import { creditCardDetector } from './detectors/credit-card.ts'
import { emailDetector } from './detectors/email.ts'

const EDGE = 80
const MOST_PIECES = 5
const MIN_CARD = 13
const DIGITS_TAIL = /(?<![\d\p{L}_.,/-])(?:\d[ -]?){1,11}\d\s*$/u
const DIGITS_HEAD = /^\s*(?:\d[ -]?){1,11}\d(?![\d\p{L}_/-])/u
const ONLY_DIGITS = /^\s*(?:\d[ -]?){1,11}\d\s*$/
const ADDRESS_TAIL = /[\w.+-]{1,64}@[\w.-]{0,40}$/
const ADDRESS_HEAD = /^[\w.-]{1,40}/

/**
 * Payment cards and e-mail addresses that are cut over neighbouring texts (two messages, the items of a list), by
 * the index of the text. Only what a checksum or the form of an address confirms, since any two numbers are neighbours
 * somewhere.
 */
export function findSplitValues(texts: readonly string[]): ReadonlyMap<number, readonly Span[]> {
  const found = new Map<number, readonly Span[]>()
  for (let index = 0; index + 1 < texts.length; index += 1) {
    for (const pieces of [cardFrom(texts, index), addressFrom(texts, index)]) {
      for (const [at, span] of pieces) found.set(at, [...(found.get(at) ?? []), span])
    }
  }
  return found
}

type Piece = readonly [index: number, span: Span]

function cardFrom(texts: readonly string[], first: number): readonly Piece[] {
  const head = texts[first] ?? ''
  if (!endsInDigit(head)) return []
  const edge = head.slice(-EDGE)
  const tail = DIGITS_TAIL.exec(edge)
  if (tail === null) return []
  const start = head.length - edge.length + tail.index
  const pieces: Piece[] = [[first, { start, end: head.trimEnd().length, entity: 'CREDIT_CARD' }]]
  let digits = tail[0].replace(/\D/g, '')
  for (let index = first + 1; index < first + MOST_PIECES; index += 1) {
    const text = texts[index] ?? ''
    const match = DIGITS_HEAD.exec(text.slice(0, EDGE))
    if (match === null) return []
    digits += match[0].replace(/\D/g, '')
    const indent = match[0].length - match[0].trimStart().length
    pieces.push([index, { start: indent, end: match[0].length, entity: 'CREDIT_CARD' }])
    if (digits.length >= MIN_CARD && isCard(digits)) return pieces
    if (digits.length > 19 || !ONLY_DIGITS.test(text)) return []
  }
  return []
}

function endsInDigit(text: string): boolean {
  const last = text.charCodeAt(text.length - 1)
  // Nearly every text ends in a letter or a full stop.
  if (last > 0x39 && last < 0x80) return false
  return /\d\s{0,4}$/.test(text.slice(-5))
}

function isCard(digits: string): boolean {
  return creditCardDetector.detect(digits).some(({ start, end }) => start === 0 && end === digits.length)
}

function addressFrom(texts: readonly string[], first: number): readonly Piece[] {
  const text = texts[first] ?? ''
  const edge = text.slice(-EDGE)
  if (!edge.includes('@')) return []
  const tail = ADDRESS_TAIL.exec(edge)?.[0]
  const head = ADDRESS_HEAD.exec((texts[first + 1] ?? '').slice(0, EDGE))?.[0]
  if (tail === undefined || head === undefined) return []
  // Cut at the @ or at a dot: elsewhere the second half is an ordinary word.
  if (!/[@.]$/.test(tail) && !head.startsWith('.')) return []
  const whole = (tail + head).replace(/\.+$/, '')
  const isAddress = emailDetector.detect(whole).some(span => span.start === 0 && span.end === whole.length)
  if (!isAddress || emailDetector.detect(tail).length > 0) return []
  return [
    [first, { start: text.length - tail.length, end: text.length, entity: 'EMAIL' }],
    [first + 1, { start: 0, end: whole.length - tail.length, entity: 'EMAIL' }],
  ]
}
