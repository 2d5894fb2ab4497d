import { StoreError } from '../../errors/store-error.ts'
import type { JsonValue } from '../../records/json-value.ts'
import { propertyOf } from '../property-of.ts'
import type { Bill, PlannedCall, Reservation, SpendLedger } from '../spend/spend-ledger.ts'
import type { BatchRows } from './batch-journal.ts'

/** A reservation that a later process can end: its id outlives this one. */
export type LastingReservation = Reservation & { readonly id: string }

/** A ledger on disk (`createSqliteLedger`). */
export interface LastingLedger extends SpendLedger {
  reserve(call: PlannedCall): Promise<LastingReservation>
  /** @throws {StoreError} when the reservation has ended. */
  reopen(id: string): LastingReservation
}

/**
 * The ledger with the reservations of batched calls taken over from earlier processes of the run. A request is in at
 * most one batch of a run, so that it is charged at most once: what an earlier process had set aside for it is what it
 * is booked against, and what an earlier process has booked is not booked again. Calls without a key pass through.
 */
export function resumedLedger(ledger: LastingLedger, rows: BatchRows, runId: string): SpendLedger {
  const partsOf = (key: string): readonly JsonValue[] => ['reservation', runId, key]
  const ended = new Set<string>()
  const lastingFor = async (call: PlannedCall, key: string): Promise<LastingReservation | undefined> => {
    const row = rows.get('batch', partsOf(key))
    const id = propertyOf(row, 'id')
    const open = typeof id === 'string' && !ended.has(id) ? reopened(ledger, id) : undefined
    if (open !== undefined) return open
    if (propertyOf(row, 'isBooked') === true) return undefined
    return await ledger.reserve(call)
  }
  return {
    async reserve(call) {
      const { key } = call
      if (key === undefined) return await ledger.reserve(call)
      const lasting = await lastingFor(call, key)
      if (lasting === undefined) return BOOKED
      const { id } = lasting
      rows.put('batch', partsOf(key), { id, isBooked: false })
      const end = (how: () => void): void => {
        ended.add(id)
        how()
      }
      return {
        settle(bill: Bill) {
          // First: a reservation that is still open is booked whatever this says.
          rows.put('batch', partsOf(key), { id, isBooked: true })
          end(() => lasting.settle(bill))
        },
        release: () => end(() => lasting.release()),
        keep: () => end(() => lasting.keep()),
      }
    },
  }
}

/** An earlier process has booked it. */
const BOOKED: Reservation = { settle: () => undefined, release: () => undefined, keep: () => undefined }

function reopened(ledger: LastingLedger, id: string): LastingReservation | undefined {
  try {
    return ledger.reopen(id)
  } catch (error) {
    // It has ended. Where the file is what is wrong, the reservation that follows says so.
    if (error instanceof StoreError) return undefined
    throw error
  }
}
