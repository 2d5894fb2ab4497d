import type { PlannedCall } from '../../models/spend/spend-ledger.ts'
import type { LedgerStatements } from './ledger-statements.ts'

/** Whose money is set aside. */
export type Owner = { readonly scope: string; readonly host: string; readonly pid: number }

/** Purpose under which money set aside is shown; no call has it. */
export const SET_ASIDE = 'set aside'
const NOBODY = '-'

/** Calls that should find their money without a wait for the disk. */
const CALLS_AHEAD = 1_024n
/** Largest part of the cap, and of what is left of it, that one process sets aside. */
const PART_OF_CAP = 100n
const PART_OF_REST = 8n

/**
 * How much a process sets aside once it has to wait for the disk anyway. A call's reservation must survive a power cut
 * before the call is sent, and one such wait takes milliseconds; out of money that is already safely set aside, the next
 * calls reserve without it. It is booked like a reservation, so that the cap holds whatever happens. What a call did not
 * need of its worst case comes back to it: most calls cost a tenth of that, and so ten times as many need no wait.
 *
 * @param free - cap less everything booked.
 * @returns 0 where the cap is too near or too small for it.
 */
export function allowanceFor({ worstPicoUsd }: PlannedCall, cap: bigint, free: bigint): bigint {
  const wanted = CALLS_AHEAD * BigInt(worstPicoUsd)
  const most = cap / PART_OF_CAP < free / PART_OF_REST ? cap / PART_OF_CAP : free / PART_OF_REST
  const amount = wanted < most ? wanted : most
  return amount < BigInt(worstPicoUsd) ? 0n : amount
}

/** What the process has set aside in this hour; what is left from an earlier one goes back to where it came from. */
export function takeAllowance(sql: LedgerStatements, owner: Owner, hour: number | undefined): bigint {
  const { scope, host, pid } = owner
  const row = sql.allowance.get(scope, host, pid)
  if (row === undefined || typeof row.pico_usd !== 'bigint') return 0n
  if (Number(row.hour_start_ms) === hour) return row.pico_usd
  sql.addToHour.run(scope, row.hour_start_ms ?? null, 0, 0, -row.pico_usd)
  sql.dropAllowance.run(scope, host, pid)
  return 0n
}

/** What a dead process had set aside may have been spent if the power failed: it becomes an uncertain row. */
export function keepDeadAllowance(sql: LedgerStatements, owner: Owner, nowMs: number): void {
  const { scope, host, pid } = owner
  const row = sql.allowance.get(scope, host, pid)
  if (row === undefined || typeof row.pico_usd !== 'bigint') return
  const { hour_start_ms: hour = null, pico_usd: amount } = row
  sql.dropAllowance.run(scope, host, pid)
  sql.addToHour.run(scope, hour, 0, amount, -amount)
  if (amount === 0n) return
  const who = [null, SET_ASIDE, NOBODY, NOBODY, host, pid]
  sql.insert.run(scope, hour, 'uncertain', ...who, nowMs, nowMs, amount)
}
