import { TOKEN } from '../../privacy/token.ts'
import type { RedactedTrace } from '../../records/trace.ts'
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
}

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
      let ofKey = values.get(key)
      if (ofKey === undefined) values.set(key, (ofKey = new Map()))
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
  return {
    isCommon: word => isKnown(words.get(word)),
    isCommonValue: (key, value) => isKnown(values.get(key)?.get(value)),
    valuesOf: key => common.get(key) ?? [],
  }
}

/** No more sources are kept than are asked for. */
function noted(map: Map<string, Set<string>>, key: string, source: string): void {
  const sources = map.get(key)
  if (sources === undefined) map.set(key, new Set([source]))
  else if (sources.size < LEAST_SOURCES) sources.add(source)
}
