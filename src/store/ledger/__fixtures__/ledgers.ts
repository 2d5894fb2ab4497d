import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { bareTrace } from '../../../records/bare-trace.ts'
import type { TraceId } from '../../../records/ids.ts'
import type { RedactedText } from '../../../records/redacted-text.ts'
import type { RedactedTrace } from '../../../records/trace.ts'
import type { LedgerItem } from '../adversarial-ledger.ts'
import { createAdversarialLedger } from '../create-adversarial-ledger.ts'
import type { RandomBytes } from '../ledger-keys.ts'
import type { AdversarialLedgerOptions } from '../locked-ledger.ts'

export const TENANT_KEY = new Uint8Array(32).fill(7)
export const START_MS = Date.UTC(2026, 10, 23)

/** Where the ledgers of a test's folder are. */
export function pathsIn(folder: string): { readonly path: string; readonly recordPath: string } {
  return { path: join(folder, 'set.jsonl'), recordPath: join(folder, 'store', 'adversarial.db') }
}

export function ledgerIn(folder: string, changes: Partial<AdversarialLedgerOptions> = {}) {
  return createAdversarialLedger({
    ...pathsIn(folder),
    tenantKey: TENANT_KEY,
    randomBytes: countedBytes(folder),
    nowMs: () => START_MS,
    ...changes,
  })
}

/** Bytes that never repeat within a test and are the same in every run of it, whatever the folder is called. */
function countedBytes(folder: string): RandomBytes {
  return size => {
    const count = (counts.get(folder) ?? 0) + 1
    counts.set(folder, count)
    return createHash('sha512').update(`${count}`).digest().subarray(0, size)
  }
}

const counts = new Map<string, number>()

export function idOf(text: string): TraceId {
  return text as TraceId
}

export function anItem(traceId: string, changes: Partial<LedgerItem> = {}): LedgerItem {
  const trace = aTrace(traceId)
  return {
    trace,
    origin: 'support-flag',
    weight: undefined,
    reason: 'wrong parcel' as RedactedText,
    ...changes,
  }
}

export function aTrace(traceId: string): RedactedTrace {
  return {
    ...bareTrace(idOf(traceId), [
      { role: 'user', text: `where is my parcel, says ${traceId}` as RedactedText, calls: [] },
      {
        role: 'assistant',
        text: 'it is on its way' as RedactedText,
        calls: [],
        finishReason: undefined,
      },
    ]),
    model: 'm',
    startedAtMs: 1,
  }
}
