import { InvariantError } from '../../errors/invariant-error.ts'
import { StoreError } from '../../errors/store-error.ts'
import type { Sleep } from '../../models/retrying.ts'
import type { Bill, PlannedCall, Reservation, SpendLedger } from '../../models/spend/spend-ledger.ts'
import { formatCost } from '../../numeric/format-number.ts'
import { openDatabase } from '../sqlite/open-database.ts'
import { toStoreError } from '../sqlite/to-store-error.ts'
import type { BudgetAlert } from './budget-alerts.ts'
import { hourOf } from './budget-window.ts'
import { type BookOptions, createLedgerBook, type Written } from './ledger-book.ts'
import { createLedgerQueue } from './ledger-queue.ts'
import { LEDGER_SCHEMA } from './ledger-schema.ts'
import { createLedgerWriter } from './ledger-writer.ts'
import { readSummary } from './read-summary.ts'
import type { SpendSummary } from './spend-summary.ts'

export type SqliteLedgerOptions = BookOptions & {
  /** The ledger's own file; missing folders are created. */
  readonly path: string
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: () => number
  readonly sleep: Sleep
  /** Ends all waiting with its reason. */
  readonly signal?: AbortSignal | undefined
  /** How long a call waits for others to turn out cheaper than their worst case; default one minute. */
  readonly waitMs?: number
  /** Told of overruns and of a clock that was set back. */
  readonly onWarning: (warning: string) => void
  readonly onAlert?: (alert: BudgetAlert) => void
}

/** A reservation that a later process can end: its id outlives this one. */
export interface LedgerReservation extends Reservation {
  readonly id: string
}

/** A ledger that outlives its process and is shared with others. */
export interface BudgetLedger extends SpendLedger {
  /**
   * @throws {BudgetError} when the call's worst case does not fit the window, or spending is frozen.
   * @throws {StoreError} when the file cannot be written: a call that cannot be booked is not made.
   */
  reserve(call: PlannedCall): Promise<LedgerReservation>
  /** An open or uncertain reservation of an earlier process (a batch under way), to be ended now. */
  reopen(id: string): LedgerReservation
  /** The window of now, from the file: what other processes booked is in it. */
  summary(): SpendSummary
  /** Lets calls be reserved again after one cost more than its worst case. */
  unfreeze(): void
  /** Writes what is still to be written; what is still open counts as uncertain. */
  close(): void
}

const ONE_MINUTE_MS = 60_000
const CLOCK_TOLERANCE_MS = 3_600_000

/**
 * The ledger in one SQLite file. A call is admitted only when settled + reserved + uncertain + its worst case is at
 * most the cap, decided under the file's write lock, so that no number of processes can pass it; what a killed process had
 * reserved stays counted. A reservation is on disk before it is given out.
 *
 * Calls that are made together share a transaction. A call whose worst case does not fit waits while calls
 * under way may still turn out cheaper; nothing is ever admitted for less than its worst case.
 *
 * @throws {StoreError} when the file cannot be opened or is another program's.
 * @throws {InvariantError} for a cap that is not a whole number.
 */
export function createSqliteLedger(options: SqliteLedgerOptions): BudgetLedger {
  const { path, capPicoUsd, nowMs, onWarning, onAlert } = options
  if (capPicoUsd !== undefined && !(Number.isInteger(capPicoUsd) && capPicoUsd >= 0)) {
    throw new InvariantError(`Expected the cap in whole pico-dollars, got ${capPicoUsd}`, {
      details: 'spend ledger',
    })
  }
  const database = guarded(path, () => openDatabase(path, LEDGER_SCHEMA))
  const book = guarded(path, () => createLedgerBook(database, options))
  const writer = createLedgerWriter(database)
  let last: Written | undefined
  let hasWarnedOfClock = false
  const needsDisk = (calls: readonly PlannedCall[], nowAtMs: number): boolean =>
    capPicoUsd !== undefined && !covers(last, calls, nowAtMs)
  const queue = createLedgerQueue({
    ...options,
    waitMs: options.waitMs ?? ONE_MINUTE_MS,
    toError: error => toStoreError(error, path),
    isQuick: calls => last?.isShared !== true && !needsDisk(calls, nowMs()),
    write: (endings, asked, { isPatient, ...how }) => {
      const nowAtMs = nowMs()
      const isDurable = needsDisk(
        asked.map(({ call }) => call),
        nowAtMs,
      )
      const written = writer.write(() => book.write(endings, asked, { ...how, nowMs: nowAtMs, isDurable }), {
        isDurable,
        isPatient,
      })
      last = written ?? last
      return written
    },
    onWritten: ({ overruns, alerts, clockBehindMs }) => {
      for (const overrun of overruns) {
        const { provider, model, costPicoUsd, worstPicoUsd } = overrun
        onWarning(
          `budget overrun: ${provider} ${model} cost ${formatCost(costPicoUsd)} where at most ${formatCost(worstPicoUsd)} was expected; spending is frozen until \`tidegate budget --unfreeze\``,
        )
      }
      for (const alert of alerts) onAlert?.(alert)
      if (clockBehindMs > CLOCK_TOLERANCE_MS && !hasWarnedOfClock) {
        hasWarnedOfClock = true
        onWarning(
          `the clock is ${Math.round(clockBehindMs / CLOCK_TOLERANCE_MS)} h behind the newest reservation: calls are charged to that one's week`,
        )
      }
    },
  })
  queue.flush()
  const reservationOf = (id: number): LedgerReservation => openReservation(id, queue.end)
  return {
    reserve: async call => {
      requireMoney('worstPicoUsd', call.worstPicoUsd)
      return reservationOf(await queue.ask(call))
    },
    reopen: id => {
      const row = guarded(path, () => writer.patiently(() => book.sql.open.get(Number(id), options.scope)))
      if (row !== undefined) return reservationOf(Number(id))
      throw new StoreError(`Expected an open reservation ${id} in ${path}, found none`, { location: path })
    },
    summary: () => {
      queue.flush()
      return guarded(path, () => writer.snapshot(() => readSummary(book.sql, options, nowMs())))
    },
    unfreeze: () => guarded(path, () => writer.patiently(() => book.sql.unfreeze.run(options.scope))),
    close: () => {
      if (!database.isOpen) return
      try {
        queue.close()
      } finally {
        guarded(path, () => database.close())
      }
    },
  }
}

/** Whether what was set aside pays for all of them, as far as the last transaction tells. */
function covers(last: Written | undefined, calls: readonly PlannedCall[], nowMs: number): boolean {
  const worst = calls.reduce((sum, { worstPicoUsd }) => sum + worstPicoUsd, 0)
  return worst === 0 || (last?.hourMs === hourOf(nowMs) && last.allowancePicoUsd >= BigInt(worst))
}

function openReservation(
  id: number,
  end: (ending: Parameters<ReturnType<typeof createLedgerQueue>['end']>[0]) => void,
): LedgerReservation {
  let isOpen = true
  const once = (ending: Parameters<typeof end>[0]): void => {
    if (!isOpen) {
      throw new InvariantError('Expected a reservation to end once, got a second end', {
        details: 'spend ledger',
      })
    }
    isOpen = false
    end(ending)
  }
  return {
    id: String(id),
    settle: (bill: Bill) => {
      requireMoney('costPicoUsd', bill.costPicoUsd)
      requireMoney('inputTokens', bill.inputTokens)
      once({ id, state: 'settled', bill })
    },
    release: () => once({ id, state: 'released' }),
    keep: () => once({ id, state: 'uncertain' }),
  }
}

function requireMoney(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return
  throw new InvariantError(`Expected ${name} as a whole number of at least 0, got ${value}`, {
    details: 'spend ledger',
  })
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw toStoreError(error, path)
  }
}
