import { canonicalValue, digitsOf } from './canonical-value.ts'
import type { Span } from './detector.ts'
import { digitRunPattern, digitRuns } from './digit-groups.ts'
import type { Entity } from './entity.ts'
import { matchesIn } from './matches-in.ts'
import { nameParts } from './names/name-parts.ts'

/** Values found so far in a group of texts, to be found again where no pattern sees them. */
export type KnownValues = {
  /** Keeps a finding; returns whether it was new. */
  add(entity: Entity, value: string): boolean
  /** Every place of `text` that holds a kept value as a whole word or a whole number. */
  find(text: string): readonly Span[]
}

/** Shorter values are words and numbers that stand for other things too. */
const MIN_LENGTH = 6
const MIN_DIGITS = 7
const RUN = digitRunPattern(MIN_DIGITS, ' .()-')
const NUMBERS: ReadonlySet<Entity> = new Set(['CREDIT_CARD', 'US_SSN', 'PHONE'])
const WORD = /[\p{L}\p{N}_][^\s"'<>,;:()[\]{}|]{4,1024}/gu

/** Empty collection. Looking up is one pass over words and one over numbers, however many values are kept. */
export function createKnownValues(): KnownValues {
  const words = new Map<string, Entity>()
  const numbers = new Map<string, Entity>()
  const names = new Set<string>()
  return {
    add: (entity, value) => {
      let isNew = false
      for (const part of nameParts(entity, value)) {
        if (!names.has(part)) isNew = true
        names.add(part)
      }
      const isNumber = NUMBERS.has(entity)
      const key = isNumber ? canonicalValue(entity, value) : value
      const target = isNumber ? numbers : words
      if (target.has(key) || key.length < (isNumber ? MIN_DIGITS : MIN_LENGTH)) return isNew
      // A value with white space never equals a word; its detector finds it again wherever it stands.
      if (!isNumber && /\s/.test(value)) return isNew
      target.set(key, entity)
      return true
    },
    find: text => [
      ...(words.size > 0 && mayHold(text, words) ? wordSpans(text, words) : []),
      ...(numbers.size > 0 ? numberSpans(text, numbers) : []),
      ...(names.size > 0 ? nameSpans(text, names) : []),
    ],
  }
}

/** Looking for few values costs less than a pass over the words; for many it would cost their number times the text. */
const FEW = 8

function mayHold(text: string, words: ReadonlyMap<string, Entity>): boolean {
  if (words.size > FEW) return true
  for (const word of words.keys()) if (text.includes(word)) return true
  return false
}

function wordSpans(text: string, words: ReadonlyMap<string, Entity>): readonly Span[] {
  return matchesIn(text, WORD).flatMap(match => {
    for (const word of [match[0], match[0].replace(/[^\p{L}\p{N}]+$/u, '')]) {
      const entity = words.get(word)
      if (entity !== undefined) return [{ start: match.index, end: match.index + word.length, entity }]
    }
    return []
  })
}

const NAME = /(?<![\p{L}\p{M}\d_@./\\=-])\p{L}[\p{L}\p{M}]{2,40}(?![\p{L}\p{M}\d_@/\\=]|\.\w)/gu

/** Names stand alone: inside identifiers and addresses their letters say nothing, or another detector has them. */
function nameSpans(text: string, names: ReadonlySet<string>): readonly Span[] {
  return matchesIn(text, NAME).flatMap(match =>
    names.has(match[0].toLowerCase())
      ? [{ start: match.index, end: match.index + match[0].length, entity: 'PERSON' as const }]
      : [],
  )
}

function numberSpans(text: string, numbers: ReadonlyMap<string, Entity>): readonly Span[] {
  return digitRuns(text, RUN).flatMap(run => {
    const [first, last] = [run[0], run.at(-1)]
    if (first === undefined || last === undefined) return []
    const ranges =
      run.length === 1
        ? [{ start: first.start, end: first.end }]
        : [{ start: first.start, end: last.end }, ...run]
    for (const { start, end } of ranges) {
      const entity =
        end - start > 40 ? undefined : numbers.get(withoutCountry(digitsOf(text.slice(start, end))))
      if (entity !== undefined) return [{ start, end, entity }]
    }
    return []
  })
}

function withoutCountry(digits: string): string {
  return canonicalValue('PHONE', digits)
}
