import { setImmediate } from 'node:timers/promises'
import { PipelineError } from '../../errors/pipeline-error.ts'
import { RedactionError } from '../../errors/redaction-error.ts'
import { StoreError } from '../../errors/store-error.ts'
import type { RedactText } from '../../privacy/redact-text.ts'
import type { RedactedTrace, Trace } from '../../records/trace.ts'
import type { OtlpLogsRequest, OtlpTraceRequest } from '../../stages/ingest/sources/otlp/otlp-request.ts'
import { prepareRedaction } from '../../stages/redact/prepare-redaction.ts'
import { redactTrace } from '../../stages/redact/redact.ts'
import type { RunStore } from '../../store/run-store.ts'
import type { Spool } from '../../store/spool/spool.ts'
import type { ReceiverStatus } from '../contract.ts'
import { parseExport } from './parse-export.ts'
import { requestOf } from './request-of.ts'
import { packExport, type SpooledExport, unpackExport } from './spooled-export.ts'
import { createTraceJoiner, type JoinedTrace } from './trace-joiner.ts'

/** The conversations in everything that came for one trace; `skipped` says why there is none. */
export type TracesOf = (
  request: OtlpTraceRequest & OtlpLogsRequest,
) => readonly (Trace | { readonly kind: 'skipped'; readonly reason: string })[]

export type ReceiverOptions = {
  readonly spool: Spool
  readonly store: Pick<RunStore, 'putTraces' | 'trace'>
  readonly redactText: RedactText
  readonly tracesOf: TracesOf
  readonly nowMs: () => number
  /** A trace is complete when nothing came for it for so long. */
  readonly quietMs: number
  /** A full spool refuses what comes. */
  readonly spoolLimitBytes: number
}

export type Acceptance =
  | { readonly kind: 'accepted'; readonly rejected: number }
  | { readonly kind: 'invalid'; readonly reason: string }
  /** To be sent again later. */
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number }

export interface Receiver {
  /** Acknowledges an export: what was accepted is on the disk and ends up in the store. */
  accept(spooled: SpooledExport): Promise<Acceptance>
  /** Stores the traces that are complete now. What fails is in `status().problem` and tried again the next time. */
  drain(): Promise<void>
  status(): ReceiverStatus
}

const RETRY_SECONDS = 10
/** Stored at a time, so that the store is written once for many. */
const BATCH = 50

/**
 * Takes exports, keeps them in the spool, joins their spans to traces, redacts those and stores them as production's.
 * Begins with what an earlier process left in the spool.
 */
export function createReceiver(options: ReceiverOptions): Receiver {
  const { spool, store, nowMs } = options
  const joiner = createTraceJoiner(options.quietMs)
  const counts = {
    acceptedSpans: 0,
    rejectedSpans: 0,
    acceptedLogRecords: 0,
    refusedRequests: 0,
    storedTraces: 0,
    lateSpans: 0,
  }
  const skipped = new Map<string, number>()
  let problem: string | null = null
  let draining: Promise<void> | undefined
  const idle = recoverInto(joiner, spool, nowMs())

  const skip = (reason: string): void => {
    skipped.set(reason, (skipped.get(reason) ?? 0) + 1)
  }
  const redacted = (trace: Trace, parts: number): readonly RedactedTrace[] => {
    const kept = redactOrReason(trace, options.redactText)
    if (typeof kept === 'string') skip(kept)
    else if (!isLate(kept, store)) return [kept]
    else counts.lateSpans += parts
    return []
  }

  const drainBatch = async (): Promise<boolean> => {
    const quiet = joiner.quiet(nowMs(), BATCH)
    const found = quiet.flatMap(joined =>
      mapped(joined, options.tracesOf).map(each => ({ each, parts: joined.items.length })),
    )
    const conversations = found.flatMap(({ each, parts }) =>
      each.kind === 'trace' ? [{ trace: each, parts }] : [],
    )
    await prepareRedaction(
      conversations.map(({ trace }) => trace),
      options.redactText,
    )
    const traces: RedactedTrace[] = []
    for (const { trace, parts } of conversations) {
      traces.push(...redacted(trace, parts))
      // Requests are answered between two traces.
      await setImmediate()
    }
    if (traces.length > 0) store.putTraces('baseline', traces)
    for (const { each } of found) if (each.kind === 'skipped') skip(each.reason)
    counts.storedTraces += traces.length
    const closed = quiet.map(joined => ({ joined, released: joiner.close(joined) }))
    const done = closed.filter(({ released }) => released !== undefined)
    await spool.settle(
      done.map(({ joined }) => ({ group: joined.traceId, upTo: joined.lastSeq })),
      [...idle.splice(0), ...done.flatMap(({ released }) => released ?? [])],
    )
    return done.length > 0 && quiet.length === BATCH
  }

  const drainAll = async (): Promise<void> => {
    try {
      while (await drainBatch());
      const [damaged] = spool.damaged()
      problem = damaged === undefined ? null : `${damaged} was changed or is damaged; it is kept`
    } catch (error) {
      // A server lives on: what it could not do stays in the spool and is tried again.
      problem = error instanceof PipelineError ? error.message : 'internal error'
    }
  }

  return {
    async accept(spooled) {
      const parsed = parseExport(spooled.signal, spooled.encoding, spooled.body)
      if (parsed.kind === 'invalid') return parsed
      const { items, rejected } = parsed
      counts.rejectedSpans += rejected
      if (items.length === 0) return { kind: 'accepted', rejected }
      try {
        if (spool.bytes() + spooled.body.byteLength > options.spoolLimitBytes)
          throw new StoreError('full', { location: '' })
        joiner.add(await spool.append(packExport(spooled)), items, nowMs())
      } catch (error) {
        if (!(error instanceof StoreError)) throw error
        counts.refusedRequests += 1
        return { kind: 'unavailable', retryAfterSeconds: RETRY_SECONDS }
      }
      const kind = spooled.signal === 'traces' ? 'acceptedSpans' : 'acceptedLogRecords'
      counts[kind] += items.length
      return { kind: 'accepted', rejected }
    },
    drain() {
      draining ??= drainAll().finally(() => {
        draining = undefined
      })
      return draining
    },
    status: () => ({
      ...counts,
      skippedTraces: Object.fromEntries(skipped),
      openTraces: joiner.size(),
      spoolBytes: spool.bytes(),
      spoolLimitBytes: options.spoolLimitBytes,
      problem,
    }),
  }
}

/** Joins what was left; gives the records that nothing is needed of any more. */
function recoverInto(joiner: ReturnType<typeof createTraceJoiner>, spool: Spool, nowMs: number): number[] {
  const idle: number[] = []
  for (const { seq, body } of spool.recover()) {
    const spooled = unpackExport(body)
    const parsed =
      spooled === undefined ? undefined : parseExport(spooled.signal, spooled.encoding, spooled.body)
    const items = (parsed?.kind === 'parsed' ? parsed.items : []).filter(
      ({ traceId }) => (spool.settledUpTo(traceId) ?? -1) < seq,
    )
    if (items.length === 0) idle.push(seq)
    else joiner.add(seq, items, nowMs)
  }
  return idle
}

/** One trace that no importer can cope with must not stop the others, now or after the next start. */
function mapped(joined: JoinedTrace, tracesOf: TracesOf): ReturnType<TracesOf> {
  try {
    return tracesOf(requestOf(joined.items))
  } catch {
    return [{ kind: 'skipped', reason: 'cannot be read' }]
  }
}

/** Text that a detector failed on is never kept; neither is its message. */
function redactOrReason(trace: Trace, redactText: RedactText): RedactedTrace | string {
  try {
    return redactTrace(trace, redactText)
  } catch (error) {
    if (error instanceof RedactionError) return 'redaction failed'
    throw error
  }
}

/**
 * What came after its trace was stored knows less than the store does, unless it tells more of the conversation: then it
 * takes its place. The same trace again is what a killed process left.
 */
function isLate(trace: RedactedTrace, store: Pick<RunStore, 'trace'>): boolean {
  const stored = store.trace('baseline', trace.traceId)
  if (stored === undefined || stored.messages.length < trace.messages.length) return false
  return JSON.stringify(stored) !== JSON.stringify(trace)
}
