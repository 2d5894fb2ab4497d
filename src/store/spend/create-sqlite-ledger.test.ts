import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BudgetError } from '../../errors/budget-error.ts'
import { InvariantError } from '../../errors/invariant-error.ts'
import { StoreError } from '../../errors/store-error.ts'
import { createSqliteStore } from '../sqlite/create-sqlite-store.ts'
import type { BudgetAlert } from './budget-alerts.ts'
import { type BudgetLedger, createSqliteLedger, type SqliteLedgerOptions } from './create-sqlite-ledger.ts'

const MONDAY_MS = Date.UTC(2026, 10, 23)
const DAY_MS = 86_400_000

let folder = ''
let nowMs = MONDAY_MS
let warnings: string[] = []
let alerts: BudgetAlert[] = []
let alive = new Set<number>()
let ledgers: BudgetLedger[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-ledger-'))
  nowMs = MONDAY_MS + DAY_MS
  warnings = []
  alerts = []
  alive = new Set([1, 2])
  ledgers = []
})

afterEach(() => {
  for (const ledger of ledgers) ledger.close()
  rmSync(folder, { recursive: true })
})

function open(changes: Partial<SqliteLedgerOptions> = {}): BudgetLedger {
  const ledger = createSqliteLedger({
    path: join(folder, 'spend.db'),
    scope: 'default',
    capPicoUsd: 1_000,
    window: 'calendar',
    runId: 'run-1',
    host: 'here',
    pid: 1,
    isAlive: pid => alive.has(pid),
    nowMs: () => nowMs,
    sleep: async () => undefined,
    waitMs: 100,
    onWarning: warning => warnings.push(warning),
    onAlert: alert => alerts.push(alert),
    ...changes,
  })
  ledgers.push(ledger)
  return ledger
}

/** Never over, unless the ledger itself has given up waiting. */
const forever: SqliteLedgerOptions['sleep'] = (_ms, signal) =>
  new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))

function aCall(worstPicoUsd: number, model = 'm') {
  return { purpose: 'judge', provider: 'p', model, worstPicoUsd } as const
}

function aBill(costPicoUsd: number, resolvedModel = 'm') {
  return { costPicoUsd, inputTokens: 1, resolvedModel, isEstimated: false }
}

function booked(ledger: BudgetLedger): number {
  const { settledPicoUsd, reservedPicoUsd, uncertainPicoUsd } = ledger.summary()
  return settledPicoUsd + reservedPicoUsd + uncertainPicoUsd
}

describe('createSqliteLedger', () => {
  it('books what was settled, reserved and left uncertain, by model and purpose, and forgets what was released', async () => {
    const ledger = open({ capPicoUsd: undefined })
    const [settled, released, kept] = await Promise.all(
      [100, 200, 300, 400].map(worst => ledger.reserve(aCall(worst))),
    )
    settled?.settle(aBill(30, 'm-2026'))
    released?.release()
    kept?.keep()
    const nothing = {
      purpose: 'judge',
      provider: 'p',
      settledPicoUsd: 0,
      reservedPicoUsd: 0,
      uncertainPicoUsd: 0,
    }
    expect(ledger.summary()).toEqual({
      scope: 'default',
      window: { kind: 'calendar', startMs: MONDAY_MS, endMs: MONDAY_MS + 7 * DAY_MS },
      capPicoUsd: undefined,
      settledPicoUsd: 30,
      reservedPicoUsd: 400,
      uncertainPicoUsd: 300,
      leftPicoUsd: undefined,
      calls: { settled: 1, reserved: 1, uncertain: 1, released: 1 },
      estimatedCalls: 0,
      lines: [
        { ...nothing, model: 'm', reservedPicoUsd: 400, uncertainPicoUsd: 300, calls: 2 },
        { ...nothing, model: 'm-2026', settledPicoUsd: 30, calls: 1 },
      ],
      frozen: undefined,
    })
  })

  it('admits to the last pico-dollar and refuses the next, saying what is booked and what was needed', async () => {
    const ledger = open()
    const first = await ledger.reserve(aCall(999))
    first.settle(aBill(999))
    await ledger.reserve(aCall(1))
    const error = await ledger.reserve(aCall(1)).catch(error => error)
    expect(error).toBeInstanceOf(BudgetError)
    expect(error).toMatchObject({ reason: 'cap', capPicoUsd: 1_000, bookedPicoUsd: 1_000, neededPicoUsd: 1 })
    expect(error.exitCode).toBe(4)
  })

  it('keeps the cap against calls that are all asked for at once', async () => {
    const ledger = open()
    const answers = await Promise.allSettled(Array.from({ length: 30 }, () => ledger.reserve(aCall(101))))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(9)
    expect(booked(ledger)).toBe(909)
  })

  it('lets a call wait for one under way that turns out cheaper', async () => {
    const ledger = open({ sleep: forever })
    const first = await ledger.reserve(aCall(900))
    const second = ledger.reserve(aCall(200))
    first.settle(aBill(300))
    expect(Number((await second).id)).toBeGreaterThan(Number(first.id))
    expect(booked(ledger)).toBe(500)
  })

  it('refuses at once what does not fit beside what is spent for certain', async () => {
    const ledger = open({ sleep: forever })
    const first = await ledger.reserve(aCall(500))
    await ledger.reserve(aCall(400))
    first.keep()
    await expect(ledger.reserve(aCall(501))).rejects.toBeInstanceOf(BudgetError)
  })

  it('waits for a bounded time', async () => {
    const ledger = open()
    await ledger.reserve(aCall(900))
    await expect(ledger.reserve(aCall(200))).rejects.toBeInstanceOf(BudgetError)
  })

  it('stops waiting when the run is stopped, with its reason', async () => {
    const controller = new AbortController()
    const ledger = open({ sleep: forever, signal: controller.signal })
    await ledger.reserve(aCall(900))
    const second = ledger.reserve(aCall(200))
    controller.abort(new Error('stopped'))
    await expect(second).rejects.toThrow('stopped')
  })

  it('counts what another process has booked, and is let in when that one turns out cheaper', async () => {
    const [ours, theirs] = [open(), open({ pid: 2 })]
    const other = await theirs.reserve(aCall(800))
    await expect(ours.reserve(aCall(300))).rejects.toBeInstanceOf(BudgetError)
    other.settle(aBill(100))
    theirs.summary()
    await ours.reserve(aCall(300))
    expect(booked(theirs)).toBe(400)
  })

  it('keeps scopes apart', async () => {
    await open().reserve(aCall(1_000))
    await open({ scope: 'other' }).reserve(aCall(1_000))
    expect(booked(open({ pid: 2 }))).toBe(1_000)
  })

  it('counts what a dead process had reserved, and no longer waits for it', async () => {
    const dead = open({ pid: 2 })
    await dead.reserve(aCall(900))
    alive.delete(2)
    const ledger = open({ sleep: forever })
    expect(ledger.summary()).toMatchObject({ reservedPicoUsd: 0, uncertainPicoUsd: 900 })
    await expect(ledger.reserve(aCall(200))).rejects.toBeInstanceOf(BudgetError)
  })

  it('does not take a process of the same number on another machine for one of its own', async () => {
    await open({ pid: 7, host: 'there' }).reserve(aCall(900))
    expect(open().summary()).toMatchObject({ reservedPicoUsd: 900, uncertainPicoUsd: 0 })
  })

  it('lets a later process end what an earlier one reserved', async () => {
    const first = open()
    const { id } = await first.reserve(aCall(900))
    first.close()
    const second = open({ pid: 2 })
    expect(second.summary().uncertainPicoUsd).toBe(900)
    second.reopen(id).settle(aBill(50))
    expect(second.summary()).toMatchObject({ settledPicoUsd: 50, uncertainPicoUsd: 0 })
    expect(() => second.reopen(id)).toThrow(StoreError)
  })

  it('books what was ended before it is closed, and what is open then as uncertain', async () => {
    const ledger = open()
    const [first] = [await ledger.reserve(aCall(100)), await ledger.reserve(aCall(200))]
    first?.settle(aBill(10))
    ledger.close()
    expect(open().summary()).toMatchObject({ settledPicoUsd: 10, uncertainPicoUsd: 200, reservedPicoUsd: 0 })
  })

  it('ends a reservation once and takes only whole, safe money', async () => {
    const ledger = open()
    const reservation = await ledger.reserve(aCall(10))
    for (const cost of [0.5, -1, Number.NaN, 2 ** 60])
      expect(() => reservation.settle(aBill(cost))).toThrow(InvariantError)
    reservation.settle(aBill(3))
    expect(() => reservation.release()).toThrow(InvariantError)
    await expect(ledger.reserve(aCall(1.5))).rejects.toBeInstanceOf(InvariantError)
    expect(() => open({ capPicoUsd: 0.5 })).toThrow(InvariantError)
  })

  it('adds up a week that no longer fits a double exactly', async () => {
    const ledger = open({ capPicoUsd: 2 ** 60 })
    for (let call = 0; call < 20; call += 1)
      (await ledger.reserve(aCall(Number.MAX_SAFE_INTEGER))).settle(aBill(Number.MAX_SAFE_INTEGER))
    ledger.close()
    const database = new DatabaseSync(join(folder, 'spend.db'))
    const sum = database.prepare('SELECT sum(settled) AS settled FROM spend_hour')
    sum.setReadBigInts(true)
    expect(sum.get()).toEqual({ settled: 20n * (2n ** 53n - 1n) })
    database.close()
  })

  it('refuses the file of a run store and leaves it alone', () => {
    createSqliteStore(join(folder, 'spend.db')).close()
    expect(() => open()).toThrow(/another program/)
  })

  it('lets no call go that it cannot book, and goes on when it can', async () => {
    const ledger = open({ capPicoUsd: 2 ** 50 })
    const database = new DatabaseSync(join(folder, 'spend.db'))
    database.exec(
      `CREATE TRIGGER full BEFORE INSERT ON reservation BEGIN SELECT raise(ABORT, 'no space'); END`,
    )
    await expect(ledger.reserve(aCall(1))).rejects.toBeInstanceOf(StoreError)
    database.exec('DROP TRIGGER full')
    database.close()
    await ledger.reserve(aCall(1))
    expect(ledger.summary().calls.reserved).toBe(1)
  })
})

describe('windows of a ledger', () => {
  it('charges a call to the week it was reserved in, and leaves the next week its whole cap', async () => {
    const ledger = open()
    nowMs = MONDAY_MS + 7 * DAY_MS - 1
    const late = await ledger.reserve(aCall(900))
    nowMs += 1
    await ledger.reserve(aCall(1_000))
    late.settle(aBill(800))
    expect(ledger.summary()).toMatchObject({ settledPicoUsd: 0, reservedPicoUsd: 1_000 })
  })

  it('finds no room in a week that is over when the clock is set back, and says so', async () => {
    const ledger = open()
    nowMs += 7 * DAY_MS
    await ledger.reserve(aCall(1_000))
    nowMs -= 7 * DAY_MS
    await expect(ledger.reserve(aCall(1))).rejects.toBeInstanceOf(BudgetError)
    expect(warnings).toEqual([expect.stringMatching(/clock is 168 h behind/)])
  })

  it('charges a call to the newest week it knows when the clock is set back, never to one that is over', async () => {
    const ledger = open()
    nowMs += 7 * DAY_MS
    await ledger.reserve(aCall(400))
    nowMs -= 7 * DAY_MS
    await ledger.reserve(aCall(300))
    nowMs += 7 * DAY_MS
    expect(booked(ledger)).toBe(700)
  })

  it('a rolling window frees a call seven days and at most an hour after it was reserved', async () => {
    const ledger = open({ window: 'rolling' })
    nowMs += 30 * 60_000
    ;(await ledger.reserve(aCall(1_000))).settle(aBill(1_000))
    nowMs += 7 * DAY_MS
    await expect(ledger.reserve(aCall(1))).rejects.toBeInstanceOf(BudgetError)
    nowMs += 30 * 60_000
    await ledger.reserve(aCall(1_000))
  })

  it('tells of 50, 80 and 95 percent once a week, by what is spent and not by what is reserved', async () => {
    const ledger = open()
    const whole = await ledger.reserve(aCall(1_000))
    ledger.summary()
    expect(alerts).toEqual([])
    whole.settle(aBill(500))
    ledger.summary()
    expect(alerts.map(({ level, spentPicoUsd }) => [level, spentPicoUsd])).toEqual([[0.5, 500]])
    ;(await ledger.reserve(aCall(450))).settle(aBill(450))
    ledger.close()
    open().summary()
    expect(alerts.map(({ level }) => level)).toEqual([0.5, 0.8, 0.95])
    nowMs += 7 * DAY_MS
    const next = open()
    ;(await next.reserve(aCall(600))).settle(aBill(600))
    next.summary()
    expect(alerts.map(({ level }) => level)).toEqual([0.5, 0.8, 0.95, 0.5])
    expect(new Set(alerts.map(({ dedupKey }) => dedupKey)).size).toBe(4)
  })
})

describe('a call that costs more than its worst case', () => {
  it('is booked in full and freezes all spending, in every process, until someone says otherwise', async () => {
    const ledger = open()
    ;(await ledger.reserve(aCall(100))).settle(aBill(150))
    expect(ledger.summary()).toMatchObject({
      settledPicoUsd: 150,
      frozen: { model: 'm', worstPicoUsd: 100, costPicoUsd: 150 },
    })
    expect(warnings).toEqual([expect.stringMatching(/budget overrun: p m/)])
    const other = open({ pid: 2 })
    await expect(other.reserve(aCall(1))).rejects.toMatchObject({ reason: 'frozen' })
    other.unfreeze()
    await ledger.reserve(aCall(1))
  })

  it('freezes also a ledger without a cap', async () => {
    const ledger = open({ capPicoUsd: undefined })
    ;(await ledger.reserve(aCall(1))).settle(aBill(2))
    await expect(ledger.reserve(aCall(1))).rejects.toMatchObject({ reason: 'frozen', capPicoUsd: undefined })
  })
})

describe('money set aside ahead of calls', () => {
  const CAP = 10_000_000

  it('is booked, is used up by calls, and goes back when the process ends', async () => {
    const ledger = open({ capPicoUsd: CAP })
    await ledger.reserve(aCall(10))
    const lines = () =>
      ledger.summary().lines.map(({ purpose, reservedPicoUsd }) => [purpose, reservedPicoUsd])
    expect(lines()).toEqual([
      ['judge', 10],
      ['set aside', 10_240],
    ])
    await ledger.reserve(aCall(100))
    expect(lines()).toEqual([
      ['judge', 110],
      ['set aside', 10_140],
    ])
    ledger.close()
    expect(booked(open({ pid: 2, capPicoUsd: CAP }))).toBe(110)
  })

  it('grows again by what a call did not need, as far as it was, and by nothing when the call may have been done', async () => {
    const ledger = open({ capPicoUsd: CAP })
    const lines = () =>
      ledger
        .summary()
        .lines.map(({ purpose, settledPicoUsd, reservedPicoUsd, uncertainPicoUsd }) => [
          purpose,
          settledPicoUsd,
          reservedPicoUsd,
          uncertainPicoUsd,
        ])
    const [settled, released, kept] = [
      await ledger.reserve(aCall(10)),
      await ledger.reserve(aCall(1_000)),
      await ledger.reserve(aCall(2_000)),
    ]
    expect(lines()).toContainEqual(['set aside', 0, 7_240, 0])
    settled.settle(aBill(4))
    kept.keep()
    await ledger.reserve(aCall(10))
    expect(lines()).toContainEqual(['set aside', 0, 7_236, 0])
    released.release()
    await ledger.reserve(aCall(10))
    expect(lines()).toEqual([
      ['judge', 4, 20, 2_000],
      ['set aside', 0, 8_226, 0],
    ])
    ledger.close()
    expect(booked(open({ pid: 2, capPicoUsd: CAP }))).toBe(4 + 20 + 2_000)
  })

  it('holds no more than the share of the cap that is left, whatever calls did not need', async () => {
    const cap = 100_000
    const ledger = open({ capPicoUsd: cap })
    const large = await ledger.reserve(aCall(60_000))
    await ledger.reserve(aCall(10))
    large.release()
    await ledger.reserve(aCall(10))
    const setAside = ledger.summary().lines.find(({ purpose }) => purpose === 'set aside')
    expect(setAside?.reservedPicoUsd).toBe(cap / 100)
  })

  it('lets a call go before the next event, unless it must wait for the disk or others set money aside, too', async () => {
    const ledger = open({ capPicoUsd: CAP })
    const isBeforeNextEvent = async (): Promise<boolean> => {
      let isNext = false
      setImmediate(() => {
        isNext = true
      })
      await ledger.reserve(aCall(10))
      return !isNext
    }
    expect([await isBeforeNextEvent(), await isBeforeNextEvent()]).toEqual([false, true])
    await open({ pid: 2, capPicoUsd: CAP }).reserve(aCall(10))
    // The first one finds out.
    await isBeforeNextEvent()
    expect(await isBeforeNextEvent()).toBe(false)
  })

  it('counts as uncertain when the process died, under no call', async () => {
    await open({ pid: 2, capPicoUsd: CAP }).reserve(aCall(10))
    alive.delete(2)
    const summary = open({ capPicoUsd: CAP }).summary()
    expect(summary).toMatchObject({ uncertainPicoUsd: 10_250, reservedPicoUsd: 0 })
    expect(summary.calls).toEqual({ settled: 0, reserved: 0, uncertain: 1, released: 0 })
  })

  it('is not taken over from an earlier process of the same number', async () => {
    await open({ capPicoUsd: CAP }).reserve(aCall(10))
    expect(open({ capPicoUsd: CAP }).summary()).toMatchObject({
      uncertainPicoUsd: 10_250,
      reservedPicoUsd: 0,
    })
  })

  it('moves to the new week with the process', async () => {
    const ledger = open({ capPicoUsd: CAP })
    await ledger.reserve(aCall(10))
    nowMs += 7 * DAY_MS
    await ledger.reserve(aCall(20))
    expect(booked(ledger)).toBe(20 + 20_480)
    nowMs -= 7 * DAY_MS
    ledger.close()
    nowMs += 7 * DAY_MS
    expect(booked(open({ pid: 2, capPicoUsd: CAP }))).toBe(20)
  })
})
