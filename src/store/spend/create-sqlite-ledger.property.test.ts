import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BudgetError } from '../../errors/budget-error.ts'
import { HOUR_MS, windowStartMs } from './budget-window.ts'
import { createSqliteLedger, type LedgerReservation } from './create-sqlite-ledger.ts'

const START_MS = Date.UTC(2026, 10, 23)

const process = fc.integer({ min: 1, max: 3 })
const operation = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('reserve'),
      process,
      worst: fc.nat({ max: 30 }),
      calls: fc.integer({ min: 1, max: 60 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('settle'),
      process,
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('release', 'keep', 'die', 'close'), process }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('clock'), hours: fc.integer({ min: -200, max: 200 }) }),
  },
)
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never

it.each(['calendar', 'rolling'] as const)(
  'no window of a %s budget ever holds more than the cap, and the sums are those of the journal, whatever happens',
  async window => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 3_000 }),
        fc.array(operation, { maxLength: 25 }),
        (cap, operations) => play(window, cap, operations),
      ),
      { numRuns: 12 },
    )
  },
)

async function play(
  window: 'calendar' | 'rolling',
  cap: number,
  operations: readonly Operation[],
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-ledger-'))
  const path = join(folder, 'spend.db')
  let nowMs = START_MS
  let lastPid = 3
  const dead = new Set<number>()
  const open = (pid: number) => ({
    pid,
    held: [] as { readonly reservation: LedgerReservation; readonly worst: number }[],
    ledger: createSqliteLedger({
      path,
      scope: 's',
      capPicoUsd: cap,
      window,
      runId: undefined,
      host: 'h',
      pid,
      isAlive: other => !dead.has(other),
      nowMs: () => nowMs,
      sleep: async () => undefined,
      waitMs: 50,
      onWarning: () => undefined,
    }),
  })
  const processes = new Map([1, 2, 3].map(slot => [slot, open(slot)]))
  const opened = [...processes.values()]
  const reader = new DatabaseSync(path, { readOnly: true })
  const apply = async (one: Operation): Promise<void> => {
    if ('hours' in one) {
      nowMs += one.hours * HOUR_MS
      return
    }
    const current = processes.get(one.process)
    if (current === undefined) return
    if ('worst' in one) {
      const call = { purpose: 'judge', provider: 'p', model: 'm', worstPicoUsd: one.worst } as const
      const answers = await Promise.allSettled(
        Array.from({ length: one.calls }, () => current.ledger.reserve(call)),
      )
      for (const answer of answers) {
        if (answer.status === 'fulfilled') current.held.push({ reservation: answer.value, worst: one.worst })
        else expect(answer.reason).toBeInstanceOf(BudgetError)
      }
      return
    }
    if (one.kind === 'die' || one.kind === 'close') {
      if (one.kind === 'die') dead.add(current.pid)
      else current.ledger.close()
      lastPid += 1
      const next = open(lastPid)
      processes.set(one.process, next)
      opened.push(next)
      return
    }
    const first = current.held.shift()
    if (first === undefined) return
    if ('share' in one) {
      const bill = {
        costPicoUsd: Math.floor(one.share * first.worst),
        inputTokens: 1,
        resolvedModel: 'm',
        isEstimated: false,
      }
      first.reservation.settle(bill)
    } else if (one.kind === 'release') first.reservation.release()
    else first.reservation.keep()
    current.ledger.summary()
  }
  try {
    for (const one of operations) {
      await apply(one)
      check(reader, window, cap)
    }
  } finally {
    reader.close()
    for (const { ledger } of opened) ledger.close()
    rmSync(folder, { recursive: true })
  }
}

function check(reader: DatabaseSync, window: 'calendar' | 'rolling', cap: number): void {
  const hours = reader
    .prepare('SELECT hour_start_ms AS hour, settled, reserved, uncertain, allowance FROM spend_hour')
    .all()
  const rows = reader.prepare(`
    SELECT hour_start_ms AS hour, coalesce(sum(CASE state WHEN 'settled' THEN cost_pico_usd END), 0) AS settled,
      coalesce(sum(CASE state WHEN 'reserved' THEN worst_pico_usd END), 0) AS reserved,
      coalesce(sum(CASE state WHEN 'uncertain' THEN worst_pico_usd END), 0) AS uncertain
    FROM reservation GROUP BY hour`)
  const journal = new Map(rows.all().map(row => [row.hour, row]))
  const allowances = reader.prepare(
    'SELECT hour_start_ms AS hour, sum(pico_usd) AS sum FROM allowance GROUP BY hour',
  )
  const setAside = new Map(allowances.all().map(row => [row.hour, row.sum]))
  for (const { hour, settled, reserved, uncertain, allowance } of hours) {
    const found = journal.get(hour ?? null) ?? { hour, settled: 0, reserved: 0, uncertain: 0 }
    expect({ hour, settled, reserved, uncertain }).toEqual({ ...found })
    expect(allowance).toBe(setAside.get(hour ?? null) ?? 0)
  }
  for (const end of hours) {
    const endMs = Number(end.hour)
    const startMs = windowStartMs(window, endMs)
    const inside = hours.filter(({ hour }) => Number(hour) >= startMs && Number(hour) <= endMs)
    const booked = inside.reduce(
      (sum, row) =>
        sum + Number(row.settled) + Number(row.reserved) + Number(row.uncertain) + Number(row.allowance),
      0,
    )
    expect(booked).toBeLessThanOrEqual(cap)
  }
}
