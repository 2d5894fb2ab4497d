import { ibanDetector } from './detectors/iban.ts'
import { prefixedSecrets } from './detectors/secret.ts'
import { isLuhnValid } from './luhn.ts'
import { maskTokens } from './token.ts'

/** Where bytes leave to. */
export type Sink = 'request' | 'store' | 'file' | 'terminal'

/** What must not leave. `CANARY`: a value the config names as one. */
const BLOCKED_KINDS = ['CREDIT_CARD', 'IBAN', 'SECRET', 'CANARY'] as const

export type BlockedKind = (typeof BLOCKED_KINDS)[number]

/** The last look at what leaves, after redaction and whoever wrote it. */
export interface EgressGate {
  /** What was found, each kind once and counted; nothing found: it may leave. Never says where, never the value. */
  check(content: string | Uint8Array, sink: Sink): readonly BlockedKind[]
  /** `text` with what must not leave replaced by `[blocked KIND]`, for sinks that cannot be refused. */
  masked(text: string, sink: Sink): string
  /** Further values that must never leave; those shorter than 6 characters are not watched. */
  watch(values: readonly string[]): void
  /** How often something was stopped, by sink and kind. */
  counts(): readonly EgressCount[]
}

export type EgressCount = { readonly sink: Sink; readonly kind: BlockedKind; readonly count: number }

type Hit = { readonly start: number; readonly end: number; readonly kind: BlockedKind }

/** A shorter word stands in too many places by chance. */
const SHORTEST_WATCHED = 6

/**
 * A gate that knows what a checksum or a vendor's prefix proves, and what it was told to watch for. Names, addresses, mails and phone
 * numbers are not looked for: the team's own prompts and rubrics hold them rightly, and redaction has been at the traces before.
 */
export function createEgressGate(): EgressGate {
  const watched: string[] = []
  const counts = new Map<string, EgressCount>()
  const count = (kinds: Iterable<BlockedKind>, sink: Sink): void => {
    for (const kind of kinds) {
      const key = `${sink} ${kind}`
      counts.set(key, { sink, kind, count: (counts.get(key)?.count ?? 0) + 1 })
    }
  }
  return {
    check(content, sink) {
      const text = typeof content === 'string' ? content : Buffer.from(content).toString('utf8')
      const kinds = [...new Set(hitsIn(readable(text), sink, watched).map(({ kind }) => kind))]
      count(kinds, sink)
      return kinds
    },
    masked(text, sink) {
      const hits = hitsIn(maskTokens(text), sink, watched)
      count(
        hits.map(({ kind }) => kind),
        sink,
      )
      return replaced(text, hits)
    },
    watch(values) {
      for (const value of values) {
        if (value.length >= SHORTEST_WATCHED && !watched.includes(value)) watched.push(value)
      }
    },
    counts: () => [...counts.values()],
  }
}

/**
 * Tokens masked, and the escapes of JSON undone however often they were escaped, so that values stand as a reader would see them. A match
 * begins at the first of a run of backslashes alone: from each of them it would take quadratic time.
 */
function readable(text: string): string {
  const plain = text.includes('\\')
    ? text
        .replace(/(?<!\\)\\+u([0-9a-fA-F]{4})/g, (_, hex: string) =>
          String.fromCharCode(Number.parseInt(hex, 16)),
        )
        .replace(/(?<!\\)\\+[nrt]/g, '\n')
        .replace(/(?<!\\)\\+(["/])/g, '$1')
    : text
  return maskTokens(plain)
}

function hitsIn(text: string, sink: Sink, watched: readonly string[]): readonly Hit[] {
  return [
    ...cards(text, sink),
    ...ibanDetector.detect(text).map(span => ({ ...span, kind: 'IBAN' as const })),
    ...prefixedSecrets(text)
      // A vendor's key holds digits; `sk-` also begins words.
      .filter(({ start, end }) => /\d/.test(text.slice(start, end)))
      .map(span => ({ ...span, kind: 'SECRET' as const })),
    ...watched.flatMap(value => occurrences(text, value)),
  ]
}

/** Card numbers of the lengths that are issued most: contiguous or in the groups printed on cards, not part of a word or a fraction. */
const CARD =
  /(?<![\w.])(?:(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|6011|6[45]\d\d|62\d\d|35\d\d)(?:([ -]?)\d{4}(?:\1\d{4}){2})|3[47]\d\d([ -]?)\d{6}\2\d{5}|3[068]\d\d([ -]?)\d{6}\3\d{4})(?![\w]|\.\d)/g

function cards(text: string, sink: Sink): readonly Hit[] {
  return Array.from(text.matchAll(CARD)).flatMap(match => {
    const start = match.index
    const end = start + match[0].length
    const isCard =
      isLuhnValid(match[0].replace(/\D/g, '')) && !(sink !== 'request' && isJsonNumber(text, start, end))
    return isCard ? [{ start, end, kind: 'CREDIT_CARD' as const }] : []
  })
}

/** A bare number of a report, such as an amount in pico-dollars: one in two hundred of this length looks like a card. */
function isJsonNumber(text: string, start: number, end: number): boolean {
  return (
    /[:,[]\s{0,40}$/.test(text.slice(Math.max(0, start - 41), start)) &&
    /^\s{0,40}[,\]}]/.test(text.slice(end, end + 41))
  )
}

function occurrences(text: string, value: string): readonly Hit[] {
  const hits: Hit[] = []
  for (let start = text.indexOf(value); start !== -1; start = text.indexOf(value, start + value.length)) {
    hits.push({ start, end: start + value.length, kind: 'CANARY' })
  }
  return hits
}

function replaced(text: string, hits: readonly Hit[]): string {
  let result = ''
  let copiedTo = 0
  for (const { start, end, kind } of hits.toSorted((a, b) => a.start - b.start)) {
    if (start < copiedTo) continue
    result += `${text.slice(copiedTo, start)}[blocked ${kind}]`
    copiedTo = end
  }
  return result + text.slice(copiedTo)
}
