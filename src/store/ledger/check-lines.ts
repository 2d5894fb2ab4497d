import type { LedgerProblem } from './adversarial-ledger.ts'
import { type LedgerLine, NO_HASH, parseLine } from './ledger-line.ts'
import type { LedgerRecord } from './ledger-record.ts'

export type CheckedLines =
  | {
      readonly kind: 'intact'
      /** Those the record knows. */
      readonly lines: readonly LedgerLine[]
      readonly finishedBytes: number
      /** What stands behind them: an append that was interrupted before it was recorded. */
      readonly unfinishedBytes: number
    }
  | { readonly kind: 'broken'; readonly problem: LedgerProblem }

const NEWLINE = 0x0a
const RESTORE =
  'restore the file and the folder of the store from one backup; nothing is added to or read from a broken set'

/**
 * Whether the file still holds, byte for byte, the lines the record knows, and the first place where it does not. The
 * chain alone shows an edit; that lines were cut off, or made to fit again, only shows against the record.
 */
export function checkLines(
  bytes: Uint8Array,
  record: Pick<LedgerRecord, 'ledgerId' | 'lines'>,
): CheckedLines {
  const lines: LedgerLine[] = []
  let start = 0
  for (const seq of record.lines.keys()) {
    if (start === bytes.byteLength) return broken(missing(seq, record))
    const end = bytes.indexOf(NEWLINE, start)
    const parsed = end === -1 ? undefined : parseLine(bytes.subarray(start, end))
    const problem = problemOf(parsed, seq, record, lines.at(-1))
    if (problem !== undefined || parsed === undefined) return broken(problem ?? unreadable(seq, record))
    lines.push(parsed.line)
    start = end + 1
  }
  return { kind: 'intact', lines, finishedBytes: start, unfinishedBytes: bytes.byteLength - start }
}

function problemOf(
  parsed: ReturnType<typeof parseLine>,
  seq: number,
  record: Pick<LedgerRecord, 'ledgerId' | 'lines'>,
  before: LedgerLine | undefined,
): LedgerProblem | undefined {
  if (parsed === undefined) return unreadable(seq, record)
  const { line, computed } = parsed
  const expected = record.lines[seq]?.hash ?? ''
  if (computed !== expected) {
    const other = record.lines.findIndex(({ hash }) => hash === computed)
    const reason =
      other === -1
        ? 'the line was changed or put in'
        : `line ${other + 1} stands there; lines were deleted, moved or repeated`
    return differing(seq, expected, computed, reason)
  }
  if (line.hash !== computed) return differing(seq, computed, line.hash, 'the hash in the line was changed')
  const prev = before?.hash ?? NO_HASH
  if (line.prev !== prev) {
    return differing(seq, prev, line.prev, 'it does not follow the line before it', 'previous hash')
  }
  const isHeader = line.kind === 'header' && line.ledgerId === record.ledgerId
  if (line.seq !== seq || isHeader !== (seq === 0)) {
    return differing(seq, expected, computed, 'it is a line of another place or set')
  }
  return undefined
}

function differing(
  seq: number,
  expectedHash: string,
  foundHash: string,
  reason: string,
  what = 'hash',
): LedgerProblem {
  const message = `line ${seq + 1}: expected ${what} ${expectedHash}, found ${foundHash}: ${reason}`
  return { line: seq + 1, expectedHash, foundHash, message, hint: RESTORE }
}

function unreadable(seq: number, record: Pick<LedgerRecord, 'lines'>): LedgerProblem {
  const expectedHash = record.lines[seq]?.hash
  const message = `line ${seq + 1}: expected hash ${expectedHash}, found something that is no whole line of a set`
  return { line: seq + 1, expectedHash, foundHash: undefined, message, hint: RESTORE }
}

function missing(seq: number, record: Pick<LedgerRecord, 'lines'>): LedgerProblem {
  const expectedHash = record.lines[seq]?.hash
  const message = `line ${seq + 1}: expected hash ${expectedHash}, found the end of the file: it was cut from ${record.lines.length} lines to ${seq}`
  const hint = seq === 0 ? `${RESTORE}; sets that share a store need file names of their own` : RESTORE
  return { line: seq + 1, expectedHash, foundHash: undefined, message, hint }
}

function broken(problem: LedgerProblem): CheckedLines {
  return { kind: 'broken', problem }
}
