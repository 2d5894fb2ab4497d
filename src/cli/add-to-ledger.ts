import type { Config } from '../config/config.ts'
import type { TraceId } from '../records/ids.ts'
import type { RedactedText } from '../records/redacted-text.ts'
import type { RedactedTrace } from '../records/trace.ts'
import type { AppendResult, LedgerItem } from '../store/ledger/adversarial-ledger.ts'
import { createSqliteStore } from '../store/sqlite/create-sqlite-store.ts'
import type { OpenLedger } from './open-ledger.ts'

/** A trace to be kept, by its id, and why; the reason is not redacted yet. */
export type WantedTrace = { readonly traceId: string; readonly reason: string | undefined }

export type AddedTraces = AppendResult & {
  /** Ids of which the store has no trace of production. */
  readonly unknown: readonly string[]
}

/**
 * Keeps production's traces with these ids, as the store has them. One without a support flag gets the reason as its
 * flag, which is what a judge is told of the failure.
 */
export async function addToLedger(
  wanted: readonly WantedTrace[],
  { ledger, redactText }: OpenLedger,
  config: Config,
  options: Pick<LedgerItem, 'origin' | 'weight'>,
): Promise<AddedTraces> {
  await redactText.prepare(wanted.flatMap(({ reason }) => reason ?? []))
  const unknown: string[] = []
  const items: LedgerItem[] = []
  const store = createSqliteStore(config.store.path)
  try {
    for (const { traceId, reason } of wanted) {
      const trace = store.trace('baseline', traceId as TraceId)
      if (trace === undefined) unknown.push(traceId)
      else {
        items.push(ledgerItem(trace, reason === undefined ? undefined : redactText(reason), options))
      }
    }
  } finally {
    store.close()
  }
  return { ...ledger.append(items), unknown }
}

/** The ids of production's traces in the store that carry a support flag. */
export function flaggedTraces(config: Config): readonly WantedTrace[] {
  const store = createSqliteStore(config.store.path)
  try {
    const found: WantedTrace[] = []
    for (const { traceId, supportFlag } of store.traces('baseline')) {
      if (supportFlag !== undefined) found.push({ traceId, reason: supportFlag.reason })
    }
    return found
  } finally {
    store.close()
  }
}

/** A trace as the set keeps it. */
export function ledgerItem(
  trace: RedactedTrace,
  reason: RedactedText | undefined,
  options: Pick<LedgerItem, 'origin' | 'weight'>,
): LedgerItem {
  return { trace: flagged(trace, reason, options.origin), reason, ...options }
}

function flagged(
  trace: RedactedTrace,
  reason: RedactedText | undefined,
  origin: LedgerItem['origin'],
): RedactedTrace {
  if (trace.supportFlag !== undefined) return trace
  if (reason !== undefined) return { ...trace, supportFlag: { reason } }
  return origin === 'support-flag' ? { ...trace, supportFlag: { reason: '' as RedactedText } } : trace
}
