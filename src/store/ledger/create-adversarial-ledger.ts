import type { TraceId } from '../../records/ids.ts'
import type { AdversarialLedger, EraseResult, LedgerCheck, LedgerReading } from './adversarial-ledger.ts'
import { announce, appendItems } from './append-items.ts'
import { openEntries, rowsOf } from './check-entries.ts'
import type { IntactLedger } from './inspect-ledger.ts'
import { cutFile } from './ledger-file.ts'
import { NO_HASH } from './ledger-line.ts'
import {
  type AdversarialLedgerOptions,
  appendLines,
  type LockedLedger,
  problemError,
  refusal,
  unfinishedProblem,
  withLockedLedger,
} from './locked-ledger.ts'

/**
 * The ledger at `options.path`. Each operation locks it against other processes, reads it whole and checks it first. A
 * line counts when the record says so, which is written after the line is on the disk: what stands in the file behind
 * the recorded lines was never reported as done.
 */
export function createAdversarialLedger(options: AdversarialLedgerOptions): AdversarialLedger {
  const locked = <T>(work: (ledger: LockedLedger) => T): T => withLockedLedger(options, work)
  return {
    append(items) {
      const isNew = ({ found, record }: LockedLedger): boolean =>
        items.length > 0 && found.kind === 'absent' && record.get() === undefined
      // Two locks in a row, since the first one's record must be on the disk before the file is there.
      const result = locked(ledger => (isNew(ledger) ? announce(ledger) : appendItems(ledger, items)))
      return result ?? locked(ledger => appendItems(ledger, items))
    },
    erase: traceId => locked(ledger => eraseEntry(ledger, traceId)),
    rows: () =>
      locked(({ found }) => {
        if (found.kind === 'absent') return []
        if (found.kind === 'intact') return rowsOf(found.lines)
        throw refusal(found, options.path)
      }),
    read: () => locked(readEntries),
    verify: () => locked(verifyEntries),
    cutUnfinished: () => locked(cutUnfinished),
  }
}

function eraseEntry(ledger: LockedLedger, traceId: TraceId): EraseResult {
  const { found, record, options } = ledger
  if (found.kind === 'absent') return { kind: 'unknown' }
  if (found.kind !== 'intact') throw refusal(found, options.path)
  const row = rowsOf(found.lines).find(each => each.traceId === traceId)
  if (row === undefined) return { kind: 'unknown' }
  const erases = row.line - 1
  if (row.erasedAtMs !== undefined) {
    // The log may have been in use the first time.
    record.destroyKey(erases)
    return { kind: 'already-erased' }
  }
  appendLines(ledger, [{ content: { kind: 'tombstone', erases }, wrappedKey: undefined }])
  record.destroyKey(erases)
  return { kind: 'erased' }
}

function readEntries({ found, options, keysOf }: LockedLedger): LedgerReading {
  if (found.kind === 'absent' || found.kind === 'plain') return found
  if (found.kind === 'broken') throw problemError(found.problem, options.path)
  const opened = openEntries(found.lines, found.record, keysOf(found.record.ledgerId))
  if ('problem' in opened) throw problemError(opened.problem, options.path)
  const warning =
    found.unfinishedBytes === 0 ? undefined : `${unfinishedProblem(found).message}; they are not read`
  return { kind: 'ledger', ...summaryOf(found), entries: opened.entries, warning }
}

function verifyEntries({ found, keysOf }: LockedLedger): LedgerCheck {
  if (found.kind !== 'intact') return found
  const opened = openEntries(found.lines, found.record, keysOf(found.record.ledgerId))
  if ('problem' in opened) return { kind: 'broken', problem: opened.problem }
  if (found.unfinishedBytes > 0) return { kind: 'broken', problem: unfinishedProblem(found) }
  return { kind: 'intact', ...summaryOf(found) }
}

function cutUnfinished({ found, bytes, options }: LockedLedger): number {
  if (found.kind === 'absent') return 0
  if (found.kind !== 'intact') throw refusal(found, options.path)
  const rest = (bytes ?? new Uint8Array()).subarray(found.finishedBytes)
  if (rest.byteLength > 0) cutFile(options.path, found.finishedBytes, rest, `${options.path}.unfinished`)
  return rest.byteLength
}

function summaryOf({ lines }: IntactLedger) {
  const rows = rowsOf(lines)
  return {
    entries: rows.length,
    erased: rows.filter(({ erasedAtMs }) => erasedAtMs !== undefined).length,
    lines: lines.length,
    hash: lines.at(-1)?.hash ?? NO_HASH,
  }
}
