import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { BudgetError } from '../../errors/budget-error.ts'
import type { Bill, PlannedCall } from '../../models/spend/spend-ledger.ts'
import { allowanceFor, keepDeadAllowance, takeAllowance } from './allowance.ts'
import { type BudgetAlert, newAlerts } from './budget-alerts.ts'
import { type BudgetWindowKind, hourOf, windowStartMs } from './budget-window.ts'
import { type LedgerStatements, ledgerStatements } from './ledger-statements.ts'
import { freezeOf } from './read-summary.ts'
import { capError, frozenError } from './refusals.ts'
import type { Freeze } from './spend-summary.ts'

export type Asked = {
  readonly call: PlannedCall
  readonly plannedAtMs: number
  /** False: answered now, admitted or refused. */
  readonly mayWait: boolean
}

export type Ending = { readonly id: number } & (
  | { readonly state: 'settled'; readonly bill: Bill }
  | { readonly state: 'released' | 'uncertain' }
)

/**
 * `waiting`: it fits as soon as calls under way turn out cheaper than their worst case. `postponed`: it needs a
 * transaction that waits for the disk.
 */
export type Admission =
  | { readonly kind: 'admitted'; readonly id: number }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'postponed' }
  | { readonly kind: 'refused'; readonly error: BudgetError }

export type Written = {
  /** In the order asked. */
  readonly admissions: readonly Admission[]
  readonly overruns: readonly Freeze[]
  readonly alerts: readonly BudgetAlert[]
  /** How far the clock is behind the newest hour that holds a reservation, in milliseconds; 0 as a rule. */
  readonly clockBehindMs: number
  /** The hour that was charged. */
  readonly hourMs: number
  /** What this process has set aside in that hour. */
  readonly allowancePicoUsd: bigint
  /** Others have set aside money, too. */
  readonly isShared: boolean
}

export type BookOptions = {
  readonly scope: string
  readonly capPicoUsd: number | undefined
  readonly window: BudgetWindowKind
  readonly runId: string | undefined
  readonly host: string
  readonly pid: number
  readonly isAlive: (pid: number) => boolean
}

type Sums = {
  readonly settled: bigint
  readonly reserved: bigint
  readonly uncertain: bigint
  /** Of all processes, this one's included. */
  readonly allowance: bigint
}

export type WriteOptions = {
  readonly nowMs: number
  /** On disk when the transaction returns: only then may the process set money aside. */
  readonly isDurable: boolean
  /** `dead`: what dead processes left open becomes uncertain. `start`: also what an earlier process of this id left. */
  readonly sweep: 'none' | 'dead' | 'start'
  /** The process ends: what it set aside goes back. */
  readonly isLast: boolean
}

/**
 * What one transaction writes into a ledger, in this order: reservations of dead processes become uncertain, calls end,
 * calls are admitted. The caller holds the write lock.
 */
export function createLedgerBook(database: DatabaseSync, options: BookOptions) {
  const sql = ledgerStatements(database)
  const { scope, window, capPicoUsd } = options
  const cap = capPicoUsd === undefined ? undefined : BigInt(capPicoUsd)

  return {
    sql,
    write(
      endings: readonly Ending[],
      asked: readonly Asked[],
      { nowMs, isDurable, sweep, isLast }: WriteOptions,
    ): Written {
      const latest = sql.latestHour.get(scope)?.hour
      const latestMs = typeof latest === 'bigint' ? Number(latest) : Number.NEGATIVE_INFINITY
      // A clock that was set back must not find room in a week that is over.
      const atMs = Math.max(nowMs, latestMs)
      if (sweep !== 'none') endDead(sql, options, sweep === 'start', nowMs)
      const ended = endings.flatMap(ending => endOne(sql, scope, ending, nowMs) ?? [])
      const overruns = ended.flatMap(({ overrun }) => overrun ?? [])
      const hourMs = hourOf(atMs)
      const freed = ended.reduce((sum, each) => (each.hourMs === hourMs ? sum + each.freed : sum), 0n)
      const own = takeAllowance(sql, options, isLast ? undefined : hourMs)
      const startMs = windowStartMs(window, atMs)
      const sums = sumsOf(sql.sums.get(scope, startMs))
      const { admissions, allowance } = admit(
        sql,
        options,
        { cap, sums, own, freed, hourMs, nowMs, isDurable },
        asked,
      )
      const alerts =
        cap === undefined ? [] : newAlerts(sql, scope, { startMs, atMs }, sums.settled + sums.uncertain, cap)
      const clockBehindMs = nowMs < latestMs ? latestMs - nowMs : 0
      const isShared = sums.allowance > own
      return { admissions, overruns, alerts, clockBehindMs, hourMs, allowancePicoUsd: allowance, isShared }
    },
  }
}

type Room = {
  readonly cap: bigint | undefined
  readonly sums: Sums
  /** What this process has set aside, of `sums.allowance`. */
  readonly own: bigint
  /** What calls of this process that ended now did not need, of this hour. */
  readonly freed: bigint
  readonly hourMs: number
  readonly nowMs: number
  readonly isDurable: boolean
}

function admit(
  sql: LedgerStatements,
  options: BookOptions,
  { cap, sums, own, freed, hourMs, nowMs, isDurable }: Room,
  asked: readonly Asked[],
): { readonly admissions: readonly Admission[]; readonly allowance: bigint } {
  if (asked.length === 0) return { admissions: [], allowance: own }
  const { scope, runId, host, pid } = options
  const frozen = freezeOf(sql.frozen.get(scope))
  const certain = sums.settled + sums.uncertain
  let reserved = sums.reserved
  // What was safely set aside for a call and not needed is still safely set aside: it pays for the next call without a
  // wait for the disk. Up to the usual amount; the rest is anybody's again.
  let allowance = cap === undefined ? own : own + freed
  const booked = (): bigint => certain + reserved + sums.allowance - own + allowance
  const admissions = asked.map(({ call, plannedAtMs, mayWait }): Admission => {
    const worst = BigInt(call.worstPicoUsd)
    if (frozen !== undefined) return { kind: 'refused', error: frozenError(frozen, call, cap, booked()) }
    const fromAllowance = smaller(worst, allowance)
    if (cap !== undefined && fromAllowance < worst) {
      if (!isDurable) return { kind: 'postponed' }
      if (booked() - fromAllowance + worst > cap) {
        if (mayWait && certain + worst <= cap) return { kind: 'waiting' }
        return { kind: 'refused', error: capError(call, cap, booked()) }
      }
    }
    allowance -= fromAllowance
    reserved += worst
    const { purpose, provider, model } = call
    const what = [runId ?? null, purpose, provider, model, host, pid, plannedAtMs, nowMs, worst]
    return {
      kind: 'admitted',
      id: Number(sql.insert.run(scope, hourMs, 'reserved', ...what).lastInsertRowid),
    }
  })
  const last = asked.at(-1)
  if (cap !== undefined && last !== undefined) {
    const left = allowance
    allowance = smaller(left, own)
    const wanted = allowanceFor(last.call, cap, cap - booked())
    const isNew = isDurable && admissions.at(-1)?.kind === 'admitted'
    const most = isNew ? wanted : smaller(left, wanted)
    if (most > allowance) allowance = most
  }
  if (reserved !== sums.reserved || allowance !== own) {
    sql.addToHour.run(scope, hourMs, reserved - sums.reserved, 0, allowance - own)
    if (allowance !== own) sql.setAllowance.run(scope, host, pid, hourMs, allowance)
  }
  return { admissions, allowance }
}

type Ended = {
  /** What the call cost beyond its worst case, if it did. */
  readonly overrun: Freeze | undefined
  /** What it did not need of its worst case; 0 where that was no open reservation. */
  readonly freed: bigint
  readonly hourMs: number
}

/** Undefined for a row that has ended since, in another process: it stays ended. */
function endOne(sql: LedgerStatements, scope: string, ending: Ending, nowMs: number): Ended | undefined {
  const row = sql.open.get(ending.id, scope)
  if (row === undefined) return undefined
  const worst = bigOf(row.worst_pico_usd)
  const bill = ending.state === 'settled' ? ending.bill : undefined
  const cost = bill === undefined ? 0n : BigInt(bill.costPicoUsd)
  sql.end.run(
    ending.id,
    ending.state,
    nowMs,
    bill?.costPicoUsd ?? null,
    bill?.inputTokens ?? null,
    bill?.resolvedModel ?? null,
    bill === undefined ? null : Number(bill.isEstimated),
  )
  const wasReserved = row.state === 'reserved'
  const staysUncertain = ending.state === 'uncertain' ? worst : 0n
  sql.moveInHour.run(
    scope,
    row.hour_start_ms ?? null,
    cost,
    wasReserved ? -worst : 0n,
    wasReserved ? staysUncertain : staysUncertain - worst,
  )
  const hourMs = Number(row.hour_start_ms)
  if (cost <= worst) {
    const isFree = wasReserved && ending.state !== 'uncertain'
    return { overrun: undefined, freed: isFree ? worst - cost : 0n, hourMs }
  }
  const provider = String(row.provider)
  const model = bill?.resolvedModel ?? String(row.model)
  sql.freeze.run(scope, nowMs, provider, model, worst, cost)
  const overrun = { atMs: nowMs, provider, model, worstPicoUsd: Number(worst), costPicoUsd: Number(cost) }
  return { overrun, freed: 0n, hourMs }
}

/** A process that is gone can have been killed before or after its calls were sent: what it reserved stays counted. */
function endDead(sql: LedgerStatements, options: BookOptions, isStart: boolean, nowMs: number): void {
  const { scope, host, isAlive } = options
  for (const row of sql.processes.all(scope, host)) {
    const pid = Number(row.pid)
    // Ids of processes are used again: at its start nothing can be this one's yet.
    if (pid === options.pid ? !isStart : isAlive(pid)) continue
    for (const { id } of sql.ofProcess.all(scope, host, pid))
      endOne(sql, scope, { id: Number(id), state: 'uncertain' }, nowMs)
    keepDeadAllowance(sql, { scope, host, pid }, nowMs)
  }
}

function sumsOf(row: { readonly [column: string]: SQLOutputValue } | undefined): Sums {
  return {
    settled: bigOf(row?.settled),
    reserved: bigOf(row?.reserved),
    uncertain: bigOf(row?.uncertain),
    allowance: bigOf(row?.allowance),
  }
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

function bigOf(value: SQLOutputValue | undefined): bigint {
  return typeof value === 'bigint' ? value : 0n
}
