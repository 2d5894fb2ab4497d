import { createRng, type Rng, randomInteger } from '../../numeric/random.ts'
import type { Entity } from '../../privacy/entity.ts'
import { isToken, TOKEN } from '../../privacy/token.ts'
import type { JsonValue } from '../../records/json-value.ts'
import { BASE_WORDS } from './base-words.ts'
import type { CommonWords } from './common-words.ts'
import { parsedJson } from './parsed-json.ts'
import { pick } from './pick.ts'
import type { RealShingles } from './real-shingles.ts'
import { GRAMMAR_WORDS, varyPhrasing, withSynonyms } from './vary-phrasing.ts'
import { withoutSharedRuns } from './without-shared-runs.ts'
import { wordsOf } from './words.ts'

/** What templates are filled and checked with. */
export type SyntheticWording = {
  readonly common: CommonWords
  readonly real: RealShingles
  /** What stands for a made-up value where personal data stood: a surrogate of the kind, or a token where there is none. */
  readonly pseudonym: (entity: Entity, value: string) => string
}

/** Makes the texts of one synthetic trace: equal values and texts become equal ones. */
export interface TextMaker {
  /** `wish`: of the user, also worded anew by the grammar. */
  text(text: string, kind: 'wish' | 'other'): string
  json(value: JsonValue, key: string): JsonValue
}

const DATE =
  /\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b/g
const CODE = /[\p{L}\p{N}]*\p{N}[\p{L}\p{N}]*/gu
const SLOT = new RegExp(`${TOKEN.source}|${DATE.source}|[#$€£]?${CODE.source}|[\\p{L}\\p{M}]+`, 'gu')
const DAY_MS = 86_400_000
/** Counts up to here are as they were: two tickets stay two. */
const LARGEST_KEPT = 12
/** Stands for what too few people say. */
export const RARE = 'item'
const RARE_AGAIN = /\bitem(?:[ -]item)+\b/g
const MOST_TRIES = 8

/**
 * @param seed - of the one trace.
 */
export function createTextMaker(seed: string, { common, real, pseudonym }: SyntheticWording): TextMaker {
  const rng = createRng(seed)
  const shiftDays = 7 * (2 + randomInteger(rng, 50)) * (randomInteger(rng, 2) === 0 ? 1 : -1)
  const values = new Map<string, string>()
  const texts = new Map<string, string>()

  function valueFor(found: string, make: () => string): string {
    const known = values.get(found)
    if (known !== undefined) return known
    const made = make()
    values.set(found, made)
    return made
  }

  function slot(found: string): string {
    if (isToken(found)) {
      const entity = found.slice(1, found.indexOf('_k')) as Entity
      return valueFor(found, () => pseudonym(entity, `${rng.nextUint32()}${rng.nextUint32()}`))
    }
    if (new RegExp(`^(?:${DATE.source})$`).test(found))
      return valueFor(found, () => shifted(found, shiftDays))
    if (/\p{N}/u.test(found))
      return isKeptCode(found, common) ? found : valueFor(found, () => otherCode(found, common, rng))
    const word = found.toLowerCase()
    if (BASE_WORDS.has(word) || GRAMMAR_WORDS.has(word) || common.isCommon(word)) return found
    return valueFor(found, () => RARE)
  }

  // Two rare words in a row are one thing.
  const filled = (text: string): string => withOtherThings(text).replace(SLOT, slot).replace(RARE_AGAIN, RARE)
  const withOtherThings = (text: string): string =>
    common.things === undefined ? text : text.replace(common.things, otherThing)

  /** A product becomes another product, the same one wherever it stands in the conversation. */
  function otherThing(found: string): string {
    return valueFor(`\0thing\0${found.toLowerCase()}`, () => {
      const alternatives = common.alternativesOf(found)
      return alternatives.length === 0 ? found : pick(alternatives, rng)
    })
  }

  function plain(text: string, kind: 'wish' | 'other'): string {
    const worded = filled(text)
    return withoutSharedRuns(
      kind === 'wish' ? varyPhrasing(worded, rng) : withSynonyms(worded, rng),
      real,
      rng,
    )
  }

  function leaf(value: JsonValue, key: string): JsonValue {
    if (typeof value === 'string') {
      const known = values.get(`\0${key}\0${value}`)
      if (known !== undefined) return known
      const made =
        common.alternativesOf(value).length > 0
          ? otherThing(value)
          : common.isCommonValue(key, value)
            ? value
            : otherValue(value, key)
      values.set(`\0${key}\0${value}`, made)
      return made
    }
    if (typeof value !== 'number' || (Number.isInteger(value) && Math.abs(value) <= LARGEST_KEPT))
      return value
    const text = String(value)
    // JSON has no leading zero, and 1e21 is no run of digits.
    return /e/i.test(text)
      ? value
      : Number(valueFor(text, () => otherCode(text, common, rng)).replace(/^(-?)0+(?=\d)/, '$1'))
  }

  function otherValue(value: string, key: string): string {
    const words = wordsOf(value.replace(TOKEN, ' ')).filter(word => !/\p{N}/u.test(word))
    const pool = common.valuesOf(key)
    const isRare = words.some(word => !BASE_WORDS.has(word) && !common.isCommon(word))
    return isRare && pool.length > 0 ? pick(pool, rng) : makeText(value, 'other')
  }

  function mapped(value: JsonValue, key: string): JsonValue {
    if (Array.isArray(value)) return value.map((item: JsonValue) => mapped(item, key))
    if (typeof value !== 'object' || value === null) return leaf(value, key)
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [isToken(name) ? slot(name) : name, mapped(item, name)]),
    )
  }

  /** The same entries in another order, then without the last ones, until no run of the whole is a real one. */
  function json(value: JsonValue, key: string): JsonValue {
    let made = mapped(value, key)
    for (let tries = 0; isRealJson(made); tries += 1) {
      if (tries < MOST_TRIES) made = reordered(made, rng)
      else {
        const less = shortened(made)
        if (less === undefined) return {}
        made = less
      }
    }
    return made
  }

  const isRealJson = (value: JsonValue): boolean => {
    const words = wordsOf(JSON.stringify(value))
    return words.some((_, end) => real.isShared(words, end))
  }

  function makeText(text: string, kind: 'wish' | 'other'): string {
    const known = texts.get(text)
    if (known !== undefined) return known
    const value = parsedJson(text)
    const made =
      text.trim() === '' ? text : value === undefined ? plain(text, kind) : JSON.stringify(json(value, ''))
    texts.set(text, made)
    return made
  }
  return { text: makeText, json }
}

function isKeptCode(code: string, common: CommonWords): boolean {
  if (/^\d{1,2}$/.test(code) && Number(code) <= LARGEST_KEPT) return true
  // `3pm`, `2nd`, `B2B`: short and said by many.
  return code.length <= 3 && common.isCommon(code.toLowerCase())
}

/** The same shape with other digits; letters stay where many use them so, as in `ORD-`. */
function otherCode(code: string, common: CommonWords, rng: Rng): string {
  const made = code.replace(/\p{N}+|\p{L}+/gu, run => {
    if (/^\p{N}/u.test(run)) {
      return Array.from(run, (_, at) =>
        String(at === 0 && run.length > 1 ? 1 + randomInteger(rng, 9) : randomInteger(rng, 10)),
      ).join('')
    }
    const isKept = run.length === 1 || common.isCommon(run.toLowerCase())
    if (isKept) return run
    return Array.from(run, letter => {
      const other = String.fromCharCode(97 + randomInteger(rng, 26))
      return letter === letter.toLowerCase() ? other : other.toUpperCase()
    }).join('')
  })
  return made === code ? otherDigit(code) : made
}

function otherDigit(code: string): string {
  return code.replace(/\p{N}/u, digit => String((Number(digit) + 1) % 10 || 1))
}

/** The date moved by whole weeks, in the form it had; what is no date stays a date of the same form. */
function shifted(date: string, days: number): string {
  if (!/^\d{4}-/.test(date)) {
    const [, day = '1', sep = '/', month = '1', , year = ''] =
      /^(\d+)([./])(\d+)([./])(\d+)$/.exec(date) ?? []
    const move = (text: string, most: number): string =>
      String(1 + ((Number(text) + Math.abs(days)) % most)).padStart(text.length, '0')
    return [move(day, 12), move(month, 12), year].join(sep)
  }
  const ms = Date.parse(date.slice(0, 10))
  if (Number.isNaN(ms)) return date
  return new Date(ms + days * DAY_MS).toISOString().slice(0, 10) + date.slice(10)
}

function reordered(value: JsonValue, rng: Rng): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => reordered(item, rng))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  for (let at = entries.length - 1; at > 0; at -= 1) {
    const other = randomInteger(rng, at + 1)
    ;[entries[at], entries[other]] = [entries[other]!, entries[at]!]
  }
  return Object.fromEntries(entries.map(([name, item]) => [name, reordered(item as JsonValue, rng)]))
}

/** Without its last entry; undefined when there is none left. */
function shortened(value: JsonValue): JsonValue | undefined {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.slice(0, -1)
  if (typeof value !== 'object' || value === null) return undefined
  const entries = Object.entries(value)
  return entries.length === 0 ? undefined : Object.fromEntries(entries.slice(0, -1))
}
