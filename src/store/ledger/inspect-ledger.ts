import type { LedgerProblem } from './adversarial-ledger.ts'
import { keyProblem } from './check-entries.ts'
import { checkLines } from './check-lines.ts'
import type { LedgerKeys } from './ledger-keys.ts'
import { LEDGER_FORMAT, type LedgerLine } from './ledger-line.ts'
import type { LedgerRecord } from './ledger-record.ts'

/** A ledger whose chain, record and keys agree. Payloads are not looked at. */
export type IntactLedger = {
  readonly kind: 'intact'
  readonly record: LedgerRecord
  readonly lines: readonly LedgerLine[]
  readonly finishedBytes: number
  readonly unfinishedBytes: number
}

export type Inspection =
  | { readonly kind: 'absent' }
  | { readonly kind: 'plain' }
  | IntactLedger
  | { readonly kind: 'broken'; readonly problem: LedgerProblem }

/** How every line starts: keys are in alphabetical order. */
const LINE_START = '{"added_at":"'

/** What stands at the place of a ledger, given the bytes of the file and what the store knows of it. */
export function inspectLedger(
  name: string,
  bytes: Uint8Array | undefined,
  record: LedgerRecord | undefined,
  keysOf: (ledgerId: string) => LedgerKeys,
): Inspection {
  if (
    record !== undefined &&
    !keysOf(record.ledgerId).isSigned(signedParts(name, record), record.signature)
  ) {
    return broken(UNSIGNED)
  }
  if (record === undefined || record.lines.length === 0) {
    if (bytes === undefined || bytes.byteLength === 0) return { kind: 'absent' }
    if (!looksLikeLedger(bytes)) return { kind: 'plain' }
    if (record === undefined) return broken(WITHOUT_RECORD)
  }
  const checked = checkLines(bytes ?? new Uint8Array(), record)
  if (checked.kind === 'broken') return checked
  const problem = keyProblem(checked.lines, record)
  return problem === undefined ? { ...checked, record } : broken(problem)
}

/** What the signature of a record stands for. */
export function signedParts(
  name: string,
  {
    ledgerId,
    lines,
  }: Pick<LedgerRecord, 'ledgerId'> & { readonly lines: readonly { readonly hash: string }[] },
): readonly (string | number)[] {
  return [name, ledgerId, lines.length, lines.at(-1)?.hash ?? '']
}

/** The start of a first line may be all that an interrupted append wrote. */
function looksLikeLedger(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, LINE_START.length)).toString('latin1')
  const first = Buffer.from(bytes.subarray(0, 200)).toString('latin1')
  return LINE_START.startsWith(start) || first.includes(`"format":"${LEDGER_FORMAT}"`)
}

function broken(problem: LedgerProblem): Inspection {
  return { kind: 'broken', problem }
}

const WITHOUT_RECORD: LedgerProblem = {
  line: undefined,
  expectedHash: undefined,
  foundHash: undefined,
  message:
    'the file is an adversarial set, but the store holds no record of it: nothing tells whether lines were cut off, and the keys of its entries are not here',
  hint: 'use the store it was made with, and the file name it had then; both are kept together in backups',
}

const UNSIGNED: LedgerProblem = {
  line: undefined,
  expectedHash: undefined,
  foundHash: undefined,
  message: "the store's record of the set was changed, or was made with another tenant.key",
  hint: 'restore the folder of the store from a backup, tenant.key with the databases',
}
