import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Config } from '../../config/config.ts'
import { loadConfig } from '../../config/load-config.ts'
import type { RunId } from '../../records/ids.ts'
import { createMemoryStore } from '../../store/memory/create-memory-store.ts'
import { lockRuns } from '../../store/run-lock.ts'
import { type OpenSchedule, openSchedule } from './open-schedule.ts'
import type { ChildEnding } from './run-in-child.ts'

const DUE = Date.parse('2026-11-23T06:00Z')
const MINUTE = 60_000
const WEEK = 7 * 24 * 60 * MINUTE

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'schedule-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function configOf(text: string): Promise<Config> {
  const source = 'source: a\ncandidate: b\nstore: { path: ./tidegate.db }\n'
  const inputs = { readFile: async () => Buffer.from(source + text), env: {}, cwd: folder }
  return (await loadConfig('tidegate.yaml', inputs)).config
}

/** One store, one clock, and servers that come and go. */
function createBench(config: Config, startMs: number) {
  const store = createMemoryStore()
  const messages: string[] = []
  const told: string[] = []
  let now = startMs
  let timers: { readonly atMs: number; readonly callback: () => void }[] = []
  let started = 0
  let ending: ChildEnding = { exitCode: 0, isTooLong: false }
  const settle = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
  return {
    store,
    messages,
    told,
    runs: () => started,
    ends: (next: ChildEnding): void => {
      ending = next
    },
    async serve(): Promise<OpenSchedule> {
      timers = []
      const schedule = openSchedule(config, {
        store,
        nowMs: () => now,
        setTimer: (callback, ms) => {
          const timer = { atMs: now + ms, callback }
          timers = [...timers, timer]
          return () => {
            timers = timers.filter(each => each !== timer)
          }
        },
        startRun: async () => {
          started += 1
          return ending
        },
        tellFailure: async problem => {
          told.push(problem)
        },
        onMessage: message => messages.push(message),
      })
      if (schedule === undefined) throw new Error('expected a schedule')
      await settle()
      return schedule
    },
    async moveTo(ms: number) {
      now = ms
      const due = timers
      timers = []
      for (const { callback } of due) callback()
      await settle()
    },
  }
}

const WEEKLY = 'schedule: { cron: "0 6 * * 1" }\n'

describe('the schedule of a server', () => {
  it('is none without a cron line', async () => {
    const config = await configOf('')
    const inputs = { store: createMemoryStore() } as unknown as Parameters<typeof openSchedule>[1]
    expect(openSchedule(config, inputs)).toBeUndefined()
  })

  it('runs when it is due, and writes down that it did for the next server', async () => {
    const bench = createBench(await configOf(WEEKLY), DUE - MINUTE)
    const first = await bench.serve()
    expect(first.view()).toMatchObject({ nextAtMs: DUE, last: null })
    await bench.moveTo(DUE)
    const last = { dueAtMs: DUE, startedAtMs: DUE, endedAtMs: DUE, exitCode: 0 }
    expect(first.view()).toMatchObject({ nextAtMs: DUE + WEEK, pending: null, last })
    await first.close()
    expect((await bench.serve()).view()).toMatchObject({ last })
    expect(bench.runs()).toBe(1)
    expect(bench.messages).toEqual([
      'schedule: run due at 2026-11-23T06:00:00Z starts',
      'schedule: run due at 2026-11-23T06:00:00Z ended with exit code 0 (passed)',
    ])
  })

  it('promises nothing for the time before it, nor for before it was changed', async () => {
    const bench = createBench(await configOf(WEEKLY), DUE + MINUTE)
    expect((await bench.serve()).view()).toMatchObject({ pending: null, last: null, skipped: [] })
    const other = createBench(await configOf('schedule: { cron: "30 6 * * 1" }\n'), DUE + 40 * MINUTE)
    for (const row of bench.store.runPart('schedule' as RunId, 'record'))
      other.store.putRunPart('schedule' as RunId, 'record', [row])
    await other.serve()
    expect([bench.runs(), other.runs()]).toEqual([0, 0])
  })

  it('starts again what was broken off, twice in all', async () => {
    const bench = createBench(await configOf(WEEKLY), DUE - MINUTE)
    bench.ends({ exitCode: 130, isTooLong: false })
    for (const atMs of [DUE, DUE + MINUTE, DUE + 2 * MINUTE, DUE + 3 * MINUTE]) {
      const server = await bench.serve()
      await bench.moveTo(atMs)
      await server.close()
    }
    expect([bench.runs(), bench.told]).toEqual([2, []])
  })

  it('counts a run by hand of the same config, not one of another', async () => {
    const config = await configOf(WEEKLY)
    for (const [configHash, runs] of [
      [config.configHash, 0],
      ['another', 1],
    ] as const) {
      const bench = createBench(config, DUE - MINUTE)
      await (await bench.serve()).close()
      await bench.moveTo(DUE + 60 * MINUTE)
      bench.store.putRun({
        runId: 'run-1' as RunId,
        configHash,
        seed: '1',
        state: 'finished',
        startedAtMs: DUE + 10 * MINUTE,
        finishedAtMs: DUE + 20 * MINUTE,
        report: '{}',
      })
      await bench.serve()
      expect([configHash, bench.runs()]).toEqual([configHash, runs])
    }
  })

  it('waits while a run by hand holds the lock', async () => {
    const bench = createBench(await configOf(WEEKLY), DUE - MINUTE)
    const server = await bench.serve()
    const unlock = lockRuns(join(folder, 'run.lock'), 'beside')
    await bench.moveTo(DUE)
    expect(server.view().pending).toEqual({ dueAtMs: DUE, isRunning: false })
    unlock?.()
    await bench.moveTo(DUE + MINUTE)
    expect([server.view().pending, bench.runs()]).toEqual([null, 1])
  })

  it('tells the channels of runs that ended without a verdict, unless somebody stopped them', async () => {
    for (const [exitCode, told] of [
      [1, []],
      [4, []],
      [130, []],
      [3, ['it ended with exit code 3 (infrastructure)']],
      [2, ['it ended with exit code 2 (config)']],
      [5, ['it ended with exit code 5']],
      [null, ['it was killed']],
    ] as const) {
      const bench = createBench(await configOf(WEEKLY), DUE - MINUTE)
      bench.ends({ exitCode, isTooLong: false })
      await bench.serve()
      await bench.moveTo(DUE)
      expect([exitCode, bench.told]).toEqual([exitCode, told])
    }
  })

  it('says once that a run is left out because it is too late', async () => {
    const bench = createBench(await configOf(`${WEEKLY}sampling: { window_days: 2 }\n`), DUE - MINUTE)
    await (await bench.serve()).close()
    await bench.moveTo(DUE + 3 * 24 * 60 * MINUTE)
    for (let start = 0; start < 2; start += 1) await (await bench.serve()).close()
    const late = (await bench.serve()).view()
    expect(late.skipped).toEqual([{ dueAtMs: DUE, reason: 'missed', atMs: DUE + 3 * 24 * 60 * MINUTE }])
    expect(bench.messages).toEqual([
      'schedule: run due at 2026-11-23T06:00:00Z is left out: nothing ran here when it was due',
    ])
    expect(bench.runs()).toBe(0)
  })
})
