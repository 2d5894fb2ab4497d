import { TOKEN } from '../../privacy/token.ts'
import type { RedactedTrace } from '../../records/trace.ts'
import { BASE_WORDS } from './base-words.ts'
import { traceTexts } from './trace-texts.ts'
import { wordsOf } from './words.ts'

/** Customers (sessions, traces where a source names none) that must have used a word before a template may. */
export const LEAST_SOURCES = 5

/** What so many people say that it is nobody's. */
export interface CommonWords {
  /** Of a word in lower case. */
  isCommon(word: string): boolean
  /** Of a whole value under its key, such as `status` and `in transit`. */
  isCommonValue(key: string, value: string): boolean
  /** The common values of a key, in alphabetical order. */
  valuesOf(key: string): readonly string[]
  /** Finds things in a text that stand under a key of many values elsewhere, such as products; undefined: there are none. */
  readonly things: RegExp | undefined
  /** All values of the key a thing stands under; empty for what is none. */
  alternativesOf(thing: string): readonly string[]
}

/** A key with fewer common values is a choice such as `late` or `damaged`, which the rest of the conversation rests on. */
const LEAST_THINGS = 8
/** Of all keys: a pattern of more would be slow. */
const MOST_THINGS = 2_000

/** Values longer than this are texts. */
const LONGEST_VALUE = 60

/** Words and values that at least five customers used, among the traces templates are made of. */
export function commonWords(traces: Iterable<RedactedTrace>): CommonWords {
  const words = new Map<string, Set<string>>()
  const values = new Map<string, Map<string, Set<string>>>()
  for (const trace of traces) {
    const source = trace.customerId ?? trace.sessionId ?? trace.traceId
    for (const { text, key } of traceTexts(trace)) {
      const plain = text.replace(TOKEN, ' ')
      for (const word of new Set(wordsOf(plain))) noted(words, word, source)
      if (key === undefined || text.length > LONGEST_VALUE || plain !== text) continue
      const ofKey = values.get(key) ?? new Map<string, Set<string>>()
      values.set(key, ofKey)
      noted(ofKey, text, source)
    }
  }
  const isKnown = (sources: ReadonlySet<string> | undefined): boolean => (sources?.size ?? 0) >= LEAST_SOURCES
  const common = new Map(
    [...values].map(
      ([key, ofKey]) =>
        [key, [...ofKey].flatMap(([value, sources]) => (isKnown(sources) ? [value] : [])).sort()] as const,
    ),
  )
  const keyOfThing = thingsOf(common)
  return {
    things: patternOf([...keyOfThing.keys()]),
    alternativesOf: thing => common.get(keyOfThing.get(thing.toLowerCase()) ?? '') ?? [],
    isCommon: word => isKnown(words.get(word)),
    isCommonValue: (key, value) => isKnown(values.get(key)?.get(value)),
    valuesOf: key => common.get(key) ?? [],
  }
}

/** The key of each common value, in lower case, of keys that have many. Numbers, codes and single everyday words are no things. */
function thingsOf(common: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, string> {
  const keys = new Map<string, string>()
  for (const [key, all] of [...common].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    const named = all.filter(value => {
      const words = wordsOf(value)
      return !/\p{N}/u.test(value) && (words.length > 1 || !BASE_WORDS.has(words[0] ?? ''))
    })
    if (named.length < LEAST_THINGS || key === '') continue
    for (const value of named) if (keys.size < MOST_THINGS) keys.set(value.toLowerCase(), key)
  }
  return keys
}

/** The longest first, as whole words. */
function patternOf(values: readonly string[]): RegExp | undefined {
  if (values.length === 0) return undefined
  const escaped = values
    .toSorted((one, other) => other.length - one.length || (one < other ? -1 : 1))
    .map(value => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`, 'giu')
}

/** No more sources are kept than are asked for. */
function noted(map: Map<string, Set<string>>, key: string, source: string): void {
  const sources = map.get(key)
  if (sources === undefined) map.set(key, new Set([source]))
  else if (sources.size < LEAST_SOURCES) sources.add(source)
}
