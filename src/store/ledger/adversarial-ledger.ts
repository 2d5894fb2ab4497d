import type { TraceId } from '../../records/ids.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import type { RedactedTrace } from '../../records/trace.ts'

/** Who found the failure: a customer, a rater, an attack that was verified to fail, or a file brought in. */
export const LEDGER_ORIGINS = ['support-flag', 'audit', 'generated', 'import'] as const

export type LedgerOrigin = (typeof LEDGER_ORIGINS)[number]

/** A failure to be kept. */
export type LedgerItem = {
  readonly trace: RedactedTrace
  readonly origin: LedgerOrigin
  /** In the composite; undefined: the config's `weight_multiplier`, whatever it is when a run reads it. */
  readonly weight: number | undefined
  readonly reason: RedactedText | undefined
}

/** What the file says in the open about an entry, erased or not. */
export type LedgerRow = {
  /** In the file, from 1. */
  readonly line: number
  readonly traceId: TraceId
  readonly origin: LedgerOrigin
  readonly weight: number | undefined
  /** Unix epoch, milliseconds; likewise `erasedAtMs`, undefined: not erased. */
  readonly addedAtMs: number
  readonly erasedAtMs: number | undefined
}

/** An entry that is not erased, with what was encrypted. */
export type LedgerEntry = LedgerRow & {
  readonly trace: RedactedTrace
  readonly reason: RedactedText | undefined
}

/** The first thing wrong with a ledger. */
export type LedgerProblem = {
  /** From 1; undefined: not a matter of one line. */
  readonly line: number | undefined
  /** Hexadecimal SHA-256, where two of them differ. */
  readonly expectedHash: string | undefined
  readonly foundHash: string | undefined
  /** A sentence that names the line and both hashes. */
  readonly message: string
  readonly hint: string
}

export type LedgerCheck =
  /** There is no file and none was ever written. */
  | { readonly kind: 'absent' }
  /** Lines that are no ledger: canonical traces, as people wrote them before there was one. */
  | { readonly kind: 'plain' }
  | {
      readonly kind: 'intact'
      readonly entries: number
      readonly erased: number
      readonly lines: number
      /** Of the last line, which covers all before it. */
      readonly hash: string
    }
  | { readonly kind: 'broken'; readonly problem: LedgerProblem }

/** What a run reads. */
export type LedgerReading =
  | { readonly kind: 'absent' }
  | { readonly kind: 'plain' }
  | {
      readonly kind: 'ledger'
      /** In the order they were added; the erased ones are left out. */
      readonly entries: readonly LedgerEntry[]
      readonly erased: number
      readonly lines: number
      readonly hash: string
      /** What an interrupted append left behind and a reader must be told of. */
      readonly warning: string | undefined
    }

export type AppendResult = {
  readonly added: readonly TraceId[]
  /** Were there already, or twice among the items: nothing was written for them. */
  readonly present: readonly TraceId[]
  /** Were erased earlier and stay so. */
  readonly erased: readonly TraceId[]
}

export type EraseResult = { readonly kind: 'erased' | 'already-erased' | 'unknown' }

/** The permanent set of failures: lines are only ever added. */
export interface AdversarialLedger {
  /**
   * Adds what is not there yet, all or nothing, and returns when it is on the disk. The file is made by the first append.
   *
   * @throws {StoreError} when the ledger is broken, unfinished or a plain file: nothing is added to those.
   */
  append(items: readonly LedgerItem[]): AppendResult
  /** Destroys the key of an entry and appends a tombstone. @throws {StoreError} like `append`. */
  erase(traceId: TraceId): EraseResult
  /** Every entry, erased ones too, without decrypting any. @throws {StoreError} when the ledger is broken or plain. */
  rows(): readonly LedgerRow[]
  /** Everything a run needs. @throws {StoreError} when the ledger is broken. */
  read(): LedgerReading
  /** Chain, record, keys and payloads. What is wrong is a value. */
  verify(): LedgerCheck
  /** Cuts off what an interrupted append left after the last finished line. Bytes cut. @throws {StoreError} when that is not all that is wrong. */
  cutUnfinished(): number
}
