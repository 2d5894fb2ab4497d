import type { TraceId } from '../../records/ids.ts'
import type { AppendResult, LedgerItem } from './adversarial-ledger.ts'
import { renderPayload, rowsOf } from './check-entries.ts'
import { signedParts } from './inspect-ledger.ts'
import { appendLines, type LockedLedger, type NewLine, refusal } from './locked-ledger.ts'

/** Adds the items that are not there yet. @throws {StoreError} when the ledger cannot be added to. */
export function appendItems(ledger: LockedLedger, items: readonly LedgerItem[]): AppendResult {
  const { found } = ledger
  if (found.kind === 'plain' || found.kind === 'broken') throw refusal(found, ledger.options.path)
  const rows = found.kind === 'intact' ? rowsOf(found.lines) : []
  const isErased = new Map(rows.map(({ traceId, erasedAtMs }) => [traceId, erasedAtMs !== undefined]))
  const present: TraceId[] = []
  const erased: TraceId[] = []
  const added: LedgerItem[] = []
  for (const item of items) {
    const { traceId } = item.trace
    const known = isErased.get(traceId)
    if (known === undefined) added.push(item)
    else (known ? erased : present).push(traceId)
    isErased.set(traceId, known ?? false)
  }
  if (added.length > 0) appendLines(ledger, newLines(ledger, added))
  return { added: added.map(({ trace }) => trace.traceId), present, erased }
}

/**
 * Says in the record that a ledger is being made here, before its file exists: a first append that is interrupted can
 * then be told from a ledger whose record was lost.
 */
export function announce({ name, options, keysOf, record }: LockedLedger): undefined {
  const ledgerId = Buffer.from(options.randomBytes(16)).toString('hex')
  record.add(ledgerId, 0, [], keysOf(ledgerId).sign(signedParts(name, { ledgerId, lines: [] })))
}

/** Sealed for the places they get; the first ones of a file come after its header. */
function newLines({ found, record, keysOf }: LockedLedger, items: readonly LedgerItem[]): readonly NewLine[] {
  const ledgerId = record.get()?.ledgerId ?? ''
  const keys = keysOf(ledgerId)
  const before = found.kind === 'intact' ? found.lines.length : 0
  const header: readonly NewLine[] =
    before > 0 ? [] : [{ content: { kind: 'header', ledgerId }, wrappedKey: undefined }]
  const entries = items.map(({ trace, origin, weight, reason }, index): NewLine => {
    const seq = before + header.length + index
    const { payload, wrappedKey } = keys.seal(seq, renderPayload({ trace, reason }))
    return { content: { kind: 'entry', traceId: trace.traceId, origin, weight, payload }, wrappedKey }
  })
  return [...header, ...entries]
}
