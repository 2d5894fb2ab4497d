import { fnv1a32 } from '../../numeric/fnv1a.ts'
import type { SpanRecord } from './normalise/span-record.ts'

/** Bytes of source text whose spans are held at once. */
export const MAX_HELD_BYTES = 96 * 1024 * 1024

export type HeldTrace = {
  readonly records: SpanRecord[]
  /** Where its first record was read. */
  readonly file: string
  readonly line: number
}

/** A share of all trace ids: those whose hash leaves `index` when divided by `modulus`. */
export type Share = { readonly index: number; readonly modulus: number }

/**
 * Spans gathered by trace, of one share of the trace ids. When they become too many, half of the share is dropped and named in
 * `left`: the source is read again for it. So the spans of a trace meet whatever their order, nothing
 * is written to disk, and memory stays bounded.
 */
export interface SpanGroups {
  add(
    records: readonly SpanRecord[],
    bytes: number,
    place: { readonly file: string; readonly line: number },
  ): void
  /** The traces gathered, in the order their first records were read. */
  traces(): Iterable<HeldTrace>
  /** Shares that were given up on the way. */
  left(): readonly Share[]
}

export function createSpanGroups(share: Share, maxBytes: number): SpanGroups {
  let { modulus } = share
  let held = new Map<string, { readonly trace: HeldTrace; bytes: number }>()
  let size = 0
  const left: Share[] = []
  const isOurs = (traceId: string) => modulus === 1 || fnv1a32(traceId) % modulus === share.index

  const halve = () => {
    left.unshift({ index: share.index + modulus, modulus: modulus * 2 })
    modulus *= 2
    held = new Map([...held].filter(([traceId]) => isOurs(traceId)))
    size = [...held.values()].reduce((sum, each) => sum + each.bytes, 0)
  }
  return {
    add(records, bytes, { file, line }) {
      const each = bytes / Math.max(1, records.length)
      for (const record of records) {
        if (!isOurs(record.traceId)) continue
        const known = held.get(record.traceId)
        if (known === undefined) {
          held.set(record.traceId, { trace: { records: [record], file, line }, bytes: each })
        } else {
          known.trace.records.push(record)
          known.bytes += each
        }
        size += each
      }
      // One trace alone cannot be halved; 2^20 shares are more than any source needs.
      while (size > maxBytes && held.size > 1 && modulus < 2 ** 20) halve()
    },
    *traces() {
      for (const { trace } of held.values()) yield trace
    },
    left: () => left,
  }
}
