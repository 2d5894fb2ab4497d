import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type BudgetLedger, createSqliteLedger } from '../../store/spend/create-sqlite-ledger.ts'
import { createAnthropicSimulator, createVirtualClock, jsonAnswer } from '../../testing/index.ts'
import { askAll, batchBench, memoryRows, votes } from './__fixtures__/batch-bench.ts'
import { resumedLedger } from './resumed-ledger.ts'

const BILL = { costPicoUsd: 60, inputTokens: 1, resolvedModel: 'm', isEstimated: false }

let folder = ''
let ledgers: BudgetLedger[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-resumed-'))
  ledgers = []
})

afterEach(() => {
  for (const ledger of ledgers) ledger.close()
  rmSync(folder, { recursive: true })
})

/** The ledger as process `pid` opens it; all before it are dead. */
function openAs(pid: number): BudgetLedger {
  const ledger = createSqliteLedger({
    path: join(folder, 'spend.db'),
    scope: 'default',
    capPicoUsd: undefined,
    window: 'calendar',
    runId: 'run-1',
    host: 'here',
    pid,
    isAlive: each => each === pid,
    nowMs: () => Date.UTC(2026, 10, 24),
    sleep: async () => undefined,
    onWarning: warning => expect.fail(warning),
  })
  ledgers.push(ledger)
  return ledger
}

function aCall(key?: string) {
  const call = { purpose: 'judge', provider: 'p', model: 'm', worstPicoUsd: 100 } as const
  return key === undefined ? call : { ...call, key }
}

function sums(ledger: BudgetLedger) {
  const { settledPicoUsd, reservedPicoUsd, uncertainPicoUsd } = ledger.summary()
  return [settledPicoUsd, reservedPicoUsd, uncertainPicoUsd]
}

it('what a killed process had set aside is taken over, what it had booked is not booked again', async () => {
  const rows = memoryRows()
  const first = openAs(1)
  const before = resumedLedger(first, rows, 'run-1')
  ;(await before.reserve(aCall('booked'))).settle(BILL)
  await before.reserve(aCall('open'))
  ;(await before.reserve(aCall('released'))).release()
  await before.reserve(aCall())
  expect(sums(first)).toEqual([60, 200, 0])

  const second = openAs(2)
  expect(sums(second)).toEqual([60, 0, 200])
  const after = resumedLedger(second, rows, 'run-1')
  for (const key of ['booked', 'open', 'released', 'new']) (await after.reserve(aCall(key))).settle(BILL)
  // The call without a key stays uncertain: a live call can have been charged beside its repetition.
  expect(sums(second)).toEqual([60 * 4, 0, 100])
})

it('a call that failed unbilled and comes again is booked once, also when an earlier process had booked it', async () => {
  const rows = memoryRows()
  const first = openAs(1)
  const before = resumedLedger(first, rows, 'run-1')
  ;(await before.reserve(aCall('again'))).release()
  ;(await before.reserve(aCall('again'))).settle(BILL)
  expect(sums(first)).toEqual([60, 0, 0])
  const second = openAs(2)
  const after = resumedLedger(second, rows, 'run-1')
  ;(await after.reserve(aCall('again'))).release()
  ;(await after.reserve(aCall('again'))).settle(BILL)
  expect(sums(second)).toEqual([60, 0, 0])
})

it('another run has calls of its own', async () => {
  const rows = memoryRows()
  const ledger = openAs(1)
  for (const run of ['run-1', 'run-2']) {
    const { reserve } = resumedLedger(ledger, rows, run)
    ;(await reserve(aCall('same'))).settle(BILL)
  }
  expect(sums(ledger)).toEqual([120, 0, 0])
})

it.each([
  ['while it waited', false],
  ['after it had booked everything and before anybody kept the answers', true],
])(
  'a process killed %s leaves a bill that is exactly the provider’s after the next one',
  async (_when, isDone) => {
    const clock = createVirtualClock({ autoAdvance: true })
    await using vendor = await createAnthropicSimulator({ clock, policy: () => jsonAnswer({ winner: 'A' }) })
    const rows = memoryRows()
    const run = async (pid: number, signal?: AbortSignal): Promise<BudgetLedger> => {
      const ledger = openAs(pid)
      const beneath = resumedLedger(ledger, rows, 'run-1')
      const bench = batchBench({ provider: 'anthropic', origin: vendor.baseUrl, clock, rows, beneath })
      await askAll(bench.model, votes(5), signal)
      return ledger
    }
    if (isDone) await run(1)
    else {
      const stop = new AbortController()
      rows.watch(() => {
        const isWaiting = vendor.requests.count('batches.create') === 1
        if (isWaiting) stop.abort(new Error('killed'))
      })
      const killed = await run(1, stop.signal)
      expect(sums(killed)[2]).toBeGreaterThan(0)
    }
    const ledger = await run(2)
    expect(vendor.billing.charges).toHaveLength(5)
    expect(sums(ledger)).toEqual([vendor.billing.totalPicoUsd(), 0, 0])
  },
)
