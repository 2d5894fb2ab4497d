import type { RedactedText } from '../../records/redacted-text.ts'
import type { RedactedTrace } from '../../records/trace.ts'
import type { LedgerEntry, LedgerProblem, LedgerRow } from './adversarial-ledger.ts'
import type { LedgerKeys } from './ledger-keys.ts'
import type { EntryLine, LedgerLine } from './ledger-line.ts'
import type { LedgerRecord } from './ledger-record.ts'

/** What the lines of an intact chain say about every entry. */
export function rowsOf(lines: readonly LedgerLine[]): readonly LedgerRow[] {
  const erasedAtMs = erasuresOf(lines)
  return lines.filter(isEntry).map(({ seq, traceId, origin, weight, addedAtMs }) => ({
    line: seq + 1,
    traceId,
    origin,
    weight,
    addedAtMs,
    erasedAtMs: erasedAtMs.get(seq),
  }))
}

/** The entry whose key is there although it was erased, or is not although it was not. */
export function keyProblem(
  lines: readonly LedgerLine[],
  record: Pick<LedgerRecord, 'lines'>,
): LedgerProblem | undefined {
  for (const { line, erasedAtMs } of rowsOf(lines)) {
    const hasKey = record.lines[line - 1]?.wrappedKey !== undefined
    if (hasKey && erasedAtMs !== undefined) {
      return problem(
        line,
        'the entry is erased, and yet its key is there',
        'erase it again in every copy of the store',
      )
    }
    if (!hasKey && erasedAtMs === undefined) {
      return problem(
        line,
        'the key of the entry is gone, and no line says that it was erased',
        'restore the folder of the store from a backup',
      )
    }
  }
  return undefined
}

/** Every entry that is not erased, decrypted, or the first one that cannot be. Keys are those `keyProblem` found right. */
export function openEntries(
  lines: readonly LedgerLine[],
  record: Pick<LedgerRecord, 'lines'>,
  keys: LedgerKeys,
): { readonly entries: readonly LedgerEntry[] } | { readonly problem: LedgerProblem } {
  const payloads = new Map(lines.filter(isEntry).map(({ seq, payload }) => [seq, payload]))
  const entries: LedgerEntry[] = []
  for (const row of rowsOf(lines)) {
    const wrappedKey = record.lines[row.line - 1]?.wrappedKey
    if (wrappedKey === undefined) continue
    const text = keys.open(row.line - 1, payloads.get(row.line - 1) ?? '', wrappedKey)
    if (text === undefined) {
      return {
        problem: problem(
          row.line,
          'the key of the entry does not open it: it was changed in the store',
          'restore the folder of the store from a backup',
        ),
      }
    }
    entries.push({ ...row, ...parsePayload(text) })
  }
  return { entries }
}

type Payload = Pick<LedgerEntry, 'trace' | 'reason'>

/** The text an entry's payload is made of. */
export function renderPayload({ trace, reason }: Payload): string {
  return JSON.stringify({ trace, reason })
}

/** What we sealed ourselves is trusted to have its shape. */
function parsePayload(text: string): Payload {
  const { trace, reason } = JSON.parse(text) as { trace: RedactedTrace; reason?: RedactedText }
  return { trace, reason }
}

function erasuresOf(lines: readonly LedgerLine[]): ReadonlyMap<number, number> {
  return new Map(
    lines.flatMap(line => (line.kind === 'tombstone' ? [[line.erases, line.addedAtMs] as const] : [])),
  )
}

function isEntry(line: LedgerLine): line is EntryLine {
  return line.kind === 'entry'
}

function problem(line: number, reason: string, hint: string): LedgerProblem {
  return {
    line,
    expectedHash: undefined,
    foundHash: undefined,
    message: `line ${line}: ${reason}`,
    hint,
  }
}
