import { createHmac, createSecretKey, hash, timingSafeEqual } from 'node:crypto'
import type { JsonValue } from '../records/json-value.ts'
import type { RunStore } from './run-store.ts'

/** What a reply is for: the same words for whoever writes it and whoever reads it. */
export type ReplyKind = 'vote' | 'turn' | 'batch' | 'near' | 'model'

/** Replies that were paid for, found again by everything that determines them. */
export interface ReplyJournal {
  /** The reply put under equal parts, unless it is too old or its row was changed by somebody else. */
  get(kind: ReplyKind, parts: readonly JsonValue[]): JsonValue | undefined
  /** Kept when this returns. */
  put(kind: ReplyKind, parts: readonly JsonValue[], body: JsonValue): void
}

export type ReplyJournalOptions = {
  readonly store: Pick<RunStore, 'reply' | 'putReply'>
  /** Signs every row, so that one that was written or edited elsewhere is not believed. At least 32 bytes. */
  readonly macKey: Uint8Array
  /** How long a reply counts, milliseconds; 0: never. Ages are taken when reading. */
  readonly ttlMs: number
  readonly nowMs: () => number
}

/** The journal over a store. */
export function createReplyJournal({ store, macKey, ttlMs, nowMs }: ReplyJournalOptions): ReplyJournal {
  // Made once: of raw bytes every HMAC would make one anew, which takes longer than the HMAC itself.
  const secret = createSecretKey(macKey)
  const macOf = (key: string, kind: string, createdAtMs: number, body: string): string =>
    createHmac('sha256', secret)
      .update(JSON.stringify(['tidegate-reply', key, kind, createdAtMs, body]))
      .digest('hex')
  return {
    get(kind, parts) {
      if (ttlMs <= 0) return undefined
      const key = keyOf(kind, parts)
      const row = store.reply(key)
      if (row === undefined || row.kind !== kind) return undefined
      // A clock that went back makes a row of the future; it is as young as can be.
      if (nowMs() - row.createdAtMs >= ttlMs) return undefined
      if (!isEqual(row.mac, macOf(key, kind, row.createdAtMs, row.body))) return undefined
      return JSON.parse(row.body) as JsonValue
    },
    put(kind, parts, value) {
      const key = keyOf(kind, parts)
      const createdAtMs = nowMs()
      const body = JSON.stringify(value)
      store.putReply({ key, kind, createdAtMs, body, mac: macOf(key, kind, createdAtMs, body) })
    },
  }
}

/** The parts come in a fixed order and are themselves texts, numbers or hashes, so that equal parts have equal JSON. */
function keyOf(kind: ReplyKind, parts: readonly JsonValue[]): string {
  return hash('sha256', JSON.stringify([1, kind, ...parts]), 'hex')
}

function isEqual(found: string, expected: string): boolean {
  const [one, other] = [Buffer.from(found), Buffer.from(expected)]
  return one.byteLength === other.byteLength && timingSafeEqual(one, other)
}
