import type { ExportedItem } from './parse-export.ts'

/** Everything that came for one trace. */
export type JoinedTrace = {
  readonly traceId: string
  /** In the order they came; a span that came twice is there once. */
  readonly items: readonly ExportedItem[]
  /** The last record of the spool that holds a part of it. */
  readonly lastSeq: number
}

type OpenTrace = {
  readonly items: ExportedItem[]
  readonly seen: Set<string>
  readonly seqs: Set<number>
  readonly firstMs: number
  lastMs: number
}

/** Spans and log records of traces that are not complete yet, in whatever order they come. */
export interface TraceJoiner {
  /** @param nowMs - when it came. */
  add(seq: number, items: readonly ExportedItem[], nowMs: number): void
  /** At most `limit` traces that count as complete; they stay open until `close`. */
  quiet(nowMs: number, limit: number): readonly JoinedTrace[]
  /** Forgets a trace and gives the records that no open trace needs any more; undefined: more came for it meanwhile, and it stays. */
  close(trace: JoinedTrace): readonly number[] | undefined
  size(): number
}

/** A trace that is never quiet is taken as complete after so many quiet periods. */
const MOST_PERIODS = 60

/** @param quietMs - a trace counts as complete when nothing came for it for so long. */
export function createTraceJoiner(quietMs: number): TraceJoiner {
  const open = new Map<string, OpenTrace>()
  /** Open traces with a part in the record. */
  const users = new Map<number, number>()
  return {
    add(seq, items, nowMs) {
      for (const item of items) {
        const trace = open.get(item.traceId) ?? {
          items: [],
          seen: new Set(),
          seqs: new Set(),
          firstMs: nowMs,
          lastMs: nowMs,
        }
        open.set(item.traceId, trace)
        trace.lastMs = nowMs
        if (!trace.seqs.has(seq)) {
          trace.seqs.add(seq)
          users.set(seq, (users.get(seq) ?? 0) + 1)
        }
        const key = item.kind === 'span' ? (item.span.spanId ?? '').toLowerCase() : undefined
        if (key !== undefined && trace.seen.has(key)) continue
        if (key !== undefined) trace.seen.add(key)
        trace.items.push(item)
      }
    },
    quiet(nowMs, limit) {
      const found: JoinedTrace[] = []
      for (const [traceId, trace] of open) {
        if (found.length >= limit) break
        if (nowMs - trace.lastMs < quietMs && nowMs - trace.firstMs < quietMs * MOST_PERIODS) continue
        found.push({ traceId, items: [...trace.items], lastSeq: Math.max(...trace.seqs) })
      }
      return found
    },
    close({ traceId, lastSeq }) {
      const trace = open.get(traceId)
      if (trace === undefined || Math.max(...trace.seqs) > lastSeq) return undefined
      open.delete(traceId)
      return [...trace.seqs].filter(seq => {
        const left = (users.get(seq) ?? 1) - 1
        if (left > 0) users.set(seq, left)
        else users.delete(seq)
        return left <= 0
      })
    },
    size: () => open.size,
  }
}
