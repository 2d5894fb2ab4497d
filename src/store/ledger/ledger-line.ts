import { createHash } from 'node:crypto'
import { parseJson } from '../../json/parse-json.ts'
import type { TraceId } from '../../records/ids.ts'
import { LEDGER_ORIGINS, type LedgerOrigin } from './adversarial-ledger.ts'

export const LEDGER_FORMAT = 'tidegate-ledger/1'

/** `prev` of the first line. */
export const NO_HASH = '0'.repeat(64)

type Chained = {
  /** From 0, the header. */
  readonly seq: number
  /** Hash of the line before. */
  readonly prev: string
  readonly hash: string
  /** Unix epoch, milliseconds. */
  readonly addedAtMs: number
}

export type HeaderLine = Chained & { readonly kind: 'header'; readonly ledgerId: string }

export type EntryLine = Chained & {
  readonly kind: 'entry'
  readonly traceId: TraceId
  readonly origin: LedgerOrigin
  readonly weight: number | undefined
  /** Encrypted, base64. */
  readonly payload: string
}

/** The key of entry `erases` was destroyed. */
export type TombstoneLine = Chained & { readonly kind: 'tombstone'; readonly erases: number }

export type LedgerLine = HeaderLine | EntryLine | TombstoneLine

/** What a line says, before it has its place in the chain. */
export type LineContent =
  | Omit<HeaderLine, keyof Chained>
  | Omit<EntryLine, keyof Chained>
  | Omit<TombstoneLine, keyof Chained>

type Fields = { readonly [key: string]: string | number | null }

/** The text of a line, without its line break, and its hash: SHA-256 of the canonical JSON of all other fields. */
export function renderLine(
  content: LineContent,
  place: Omit<Chained, 'hash'>,
): { readonly text: string; readonly hash: string } {
  const fields = { ...fieldsOf(content), ...placeFields(place) }
  const hash = hashOf(fields)
  return { text: canonical({ ...fields, hash }), hash }
}

/**
 * What a line of a ledger says and the hash computed over it, whatever hash it carries itself; undefined when the
 * bytes are none that `renderLine` writes, down to the order of keys and white space.
 */
export function parseLine(
  bytes: Uint8Array,
): { readonly line: LedgerLine; readonly computed: string } | undefined {
  const text = Buffer.from(bytes).toString('utf8')
  const json = parseJson(text)
  if (json.kind === 'invalid' || !isFields(json.value)) return undefined
  const line = lineOf(json.value)
  if (line === undefined) return undefined
  const { hash, ...rest } = { ...fieldsOf(line), ...placeFields(line), hash: line.hash }
  // Compared as bytes, so that nothing stands in the file that the hash does not cover.
  if (!Buffer.from(canonical({ ...rest, hash })).equals(bytes)) return undefined
  return { line, computed: hashOf(rest) }
}

/** Keys are ASCII and values flat, so that sorting the keys is all of RFC 8785 that is left to do. */
function canonical(fields: Fields): string {
  return JSON.stringify(Object.fromEntries(Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1))))
}

function hashOf(fields: Fields): string {
  return createHash('sha256').update(canonical(fields)).digest('hex')
}

function placeFields({ seq, prev, addedAtMs }: Omit<Chained, 'hash'>): Fields {
  return { seq, prev, added_at: new Date(addedAtMs).toISOString() }
}

function fieldsOf(content: LineContent): Fields {
  switch (content.kind) {
    case 'header':
      return { kind: content.kind, format: LEDGER_FORMAT, ledger: content.ledgerId }
    case 'entry':
      return {
        kind: content.kind,
        trace_id: content.traceId,
        origin: content.origin,
        weight: content.weight ?? null,
        payload: content.payload,
      }
    case 'tombstone':
      return { kind: content.kind, erases: content.erases }
  }
}

function lineOf(fields: Fields): LedgerLine | undefined {
  const { seq, prev, hash, kind } = fields
  const addedAtMs = typeof fields.added_at === 'string' ? Date.parse(fields.added_at) : Number.NaN
  if (typeof seq !== 'number' || typeof prev !== 'string' || typeof hash !== 'string') return undefined
  if (Number.isNaN(addedAtMs)) return undefined
  const place = { seq, prev, hash, addedAtMs }
  if (kind === 'header' && fields.format === LEDGER_FORMAT && typeof fields.ledger === 'string') {
    return { kind, ledgerId: fields.ledger, ...place }
  }
  if (kind === 'tombstone' && typeof fields.erases === 'number') {
    return { kind, erases: fields.erases, ...place }
  }
  return kind === 'entry' ? entryOf(fields, place) : undefined
}

function entryOf({ trace_id, origin, weight, payload }: Fields, place: Chained): EntryLine | undefined {
  const known = LEDGER_ORIGINS.find(each => each === origin)
  if (typeof trace_id !== 'string' || known === undefined || typeof payload !== 'string') return undefined
  if (typeof weight === 'string' || weight === undefined) return undefined
  return {
    kind: 'entry',
    traceId: trace_id as TraceId,
    origin: known,
    weight: weight ?? undefined,
    payload,
    ...place,
  }
}

function isFields(value: unknown): value is Fields {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(each => each === null || typeof each === 'string' || typeof each === 'number')
  )
}
