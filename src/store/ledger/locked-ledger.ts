import { basename } from 'node:path'
import { StoreError } from '../../errors/store-error.ts'
import type { LedgerProblem } from './adversarial-ledger.ts'
import { type Inspection, type IntactLedger, inspectLedger, signedParts } from './inspect-ledger.ts'
import { appendToFile, readLedgerFile } from './ledger-file.ts'
import { createLedgerKeys, type LedgerKeys, type RandomBytes } from './ledger-keys.ts'
import { type LineContent, NO_HASH, renderLine } from './ledger-line.ts'
import { type LockedRecord, withLockedRecord } from './ledger-record.ts'

export type AdversarialLedgerOptions = {
  /** The file; its last part is the name the record keeps it under. */
  readonly path: string
  /** The database of records and keys, in the folder of the store. */
  readonly recordPath: string
  /** 32 bytes. */
  readonly tenantKey: Uint8Array
  /** Cryptographically strong (`node:crypto`). */
  readonly randomBytes: RandomBytes
  readonly nowMs: () => number
}

/** A ledger while no other process can change it, and what was found there. */
export type LockedLedger = {
  readonly options: AdversarialLedgerOptions
  readonly name: string
  readonly keysOf: (ledgerId: string) => LedgerKeys
  readonly record: LockedRecord
  readonly bytes: Uint8Array | undefined
  readonly found: Inspection
}

/** A line to be written, with the key of its payload. */
export type NewLine = { readonly content: LineContent; readonly wrappedKey: Uint8Array | undefined }

/** What `work` gives with the ledger locked and looked at. */
export function withLockedLedger<T>(options: AdversarialLedgerOptions, work: (ledger: LockedLedger) => T): T {
  const name = basename(options.path)
  const keysOf = (ledgerId: string): LedgerKeys =>
    createLedgerKeys(options.tenantKey, ledgerId, options.randomBytes)
  return withLockedRecord(options.recordPath, name, record => {
    const bytes = readLedgerFile(options.path)
    const found = inspectLedger(name, bytes, record.get(), keysOf)
    return work({ options, name, keysOf, record, bytes, found })
  })
}

/**
 * Adds lines: first to the file, then to the record, since a line is only believed when the record knows it.
 *
 * @throws {StoreError} when the ledger is not intact, ends in an interrupted append, or cannot be written.
 */
export function appendLines(ledger: LockedLedger, contents: readonly NewLine[]): void {
  const { options, name, keysOf, record, found } = ledger
  if (found.kind === 'plain' || found.kind === 'broken') throw refusal(found, options.path)
  const before = found.kind === 'intact' ? found : undefined
  if (before !== undefined && before.unfinishedBytes > 0) {
    throw problemError(unfinishedProblem(before), options.path)
  }
  const known = before?.lines ?? []
  const addedAtMs = options.nowMs()
  let prev = known.at(-1)?.hash ?? NO_HASH
  const rendered = contents.map(({ content, wrappedKey }, index) => {
    const { text, hash } = renderLine(content, { seq: known.length + index, prev, addedAtMs })
    prev = hash
    return { text, hash, wrappedKey }
  })
  const ledgerId = record.get()?.ledgerId ?? ''
  const signature = keysOf(ledgerId).sign(signedParts(name, { ledgerId, lines: [...known, ...rendered] }))
  appendToFile(options.path, before?.finishedBytes ?? 0, rendered.map(({ text }) => `${text}\n`).join(''))
  record.add(ledgerId, known.length, rendered, signature)
}

/** What an interrupted append left, as a problem. */
export function unfinishedProblem({
  lines,
  unfinishedBytes,
}: Pick<IntactLedger, 'lines' | 'unfinishedBytes'>): LedgerProblem {
  const line = lines.length + 1
  return {
    line,
    expectedHash: undefined,
    foundHash: undefined,
    message: `line ${line}: expected the end of the file, found ${unfinishedBytes} bytes of an append that was interrupted, or that somebody else wrote`,
    hint: 'cut them off with `tidegate adversarial verify --cut-unfinished -c CONFIG`; they are kept beside the file, and the append can be repeated',
  }
}

/** Why nothing is read from or added to what was found. */
export function refusal(found: Extract<Inspection, { kind: 'plain' | 'broken' }>, path: string): StoreError {
  if (found.kind === 'broken') return problemError(found.problem, path)
  return new StoreError(`Expected an adversarial set at ${path}, found a plain file of traces`, {
    location: path,
    hint: `make it one: tidegate adversarial import ${path} -c CONFIG`,
  })
}

/** A problem as the error that stops a command. */
export function problemError({ message, hint }: LedgerProblem, path: string): StoreError {
  return new StoreError(`Adversarial set ${path}, ${message}`, { location: path, hint })
}
