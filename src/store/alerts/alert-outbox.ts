import type { AlertUpdate } from '../../records/alert.ts'

/** Something to be sent to one channel, or that could not be. */
export type OutboxRow = {
  readonly id: number
  readonly channel: string
  readonly update: AlertUpdate
  readonly createdAtMs: number
  readonly attempts: number
  /** Not before this instant. */
  readonly dueAtMs: number
  readonly state: 'pending' | 'dead'
  /** Why the last attempt failed; null before the first. */
  readonly problem: string | null
}

/** What is known to be wrong now, as one channel was told. */
export type OpenAlert = {
  readonly channel: string
  readonly key: string
  readonly title: string
  readonly severity: string
  readonly openedAtMs: number
  readonly toldAtMs: number
}

/** Alerts between the verdict and the people: what is written here is sent, whatever happens to this process. */
export interface AlertOutbox {
  /**
   * Writes down, in one transaction, what each channel has to be told. An alert that is open there is repeated only when it
   * got worse or `cooldownMs` have passed; one that was never raised is not cleared.
   */
  post(updates: readonly AlertUpdate[], channels: readonly OutboxChannel[]): void
  /** Of one channel, oldest first; what has to wait holds back what came after it. */
  due(channel: string): readonly OutboxRow[]
  sent(ids: readonly number[]): void
  /** `dueAtMs` undefined: it is given up and kept as a dead letter. */
  failed(ids: readonly number[], problem: string, dueAtMs: number | undefined): void
  /** Everything is due now, dead letters too. */
  revive(): number
  rows(): readonly OutboxRow[]
  open(): readonly OpenAlert[]
  close(): void
}

export type OutboxChannel = {
  readonly name: string
  /** Softer alerts are not for this channel. */
  readonly leastSeverity: 'info' | 'warning'
}
