import { afterEach, describe, expect, it } from 'vitest'
import {
  createScheduler,
  type ScheduledAttempt,
  type Scheduler,
  type SchedulerOptions,
  type SkippedRun,
} from './create-scheduler.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const at = (text: string): number => Date.parse(text)
const instant = (ms: number): string => new Date(ms).toISOString().slice(0, 16)

/** A clock that stands still until it is moved, a scheduler on it, and what the scheduler did. */
function createBench(startMs: number, change: Partial<SchedulerOptions> = {}) {
  let now = startMs
  let timer: { readonly atMs: number; readonly callback: () => void } | undefined
  const runs: { readonly due: string; readonly at: string }[] = []
  const skipped: SkippedRun[] = []
  const warnings: string[] = []
  let answer: (signal: AbortSignal) => Promise<ScheduledAttempt> = async () => 'ran'
  let last: number | undefined
  let scheduler: Scheduler | undefined
  const settle = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
  const bench = {
    runs,
    skipped,
    warnings,
    answers: (by: typeof answer): void => {
      answer = by
    },
    ranByHand: (ms: number): void => {
      last = ms
    },
    status: () => scheduler?.status(),
    close: () => scheduler?.close(),
    isArmed: () => timer !== undefined,
    async start() {
      scheduler = createScheduler({
        cron: '0 6 * * 1',
        timeZone: 'Europe/Berlin',
        nowMs: () => now,
        setTimer: (callback, ms) => {
          const mine = { atMs: now + ms, callback }
          timer = mine
          return () => {
            if (timer === mine) timer = undefined
          }
        },
        lastRunMs: () => last,
        sinceMs: 0,
        windowMs: 7 * DAY,
        run: (dueAtMs, signal) => {
          runs.push({ due: instant(dueAtMs), at: instant(now) })
          return answer(signal).then(result => {
            if (result === 'ran') last = Math.max(last ?? 0, dueAtMs)
            return result
          })
        },
        onSkip: each => skipped.push(each),
        onWarning: warning => warnings.push(warning),
        ...change,
      })
      await settle()
    },
    /** Time passes while the machine is awake. */
    async passUntil(ms: number) {
      while (timer !== undefined && timer.atMs <= ms) {
        const { atMs, callback } = timer
        now = Math.max(now, atMs)
        timer = undefined
        callback()
        await settle()
      }
      now = ms
    },
    /** The clock jumps: a machine that slept, or a clock that was set. */
    async jumpTo(ms: number) {
      now = ms
      const due = timer
      timer = undefined
      due?.callback()
      await settle()
    },
  }
  open.push(bench)
  return bench
}

const open: { close(): Promise<void> | undefined }[] = []
afterEach(async () => {
  for (const bench of open.splice(0)) await bench.close()
})

describe('a schedule', () => {
  it('starts a run each Monday at six of Berlin, before and after clocks change', async () => {
    const bench = createBench(at('2026-10-16T00:00Z'))
    bench.ranByHand(at('2026-10-15T00:00Z'))
    await bench.start()
    await bench.passUntil(at('2026-11-03T00:00Z'))
    expect(bench.runs.map(run => run.at)).toEqual([
      '2026-10-19T04:00',
      '2026-10-26T05:00',
      '2026-11-02T05:00',
    ])
    expect(bench.status()).toEqual({ nextAtMs: at('2026-11-09T05:00Z'), pending: undefined })
    expect([bench.warnings, bench.skipped]).toEqual([[], []])
  })

  it('runs once in the night that has an hour twice, and once in the night that lacks it', async () => {
    for (const [from, runs] of [
      ['2026-10-24T12:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
      ['2026-03-28T12:00Z', ['2026-03-29T01:00', '2026-03-30T00:30']],
    ] as const) {
      const bench = createBench(at(from), { cron: '30 2 * * *', sinceMs: at(from) })
      await bench.start()
      await bench.passUntil(at(from) + 2 * DAY)
      expect(bench.runs.map(run => run.at)).toEqual(runs)
    }
  })

  it('catches a run up once that was due while nothing ran here', async () => {
    const bench = createBench(at('2026-11-25T12:00Z'))
    bench.ranByHand(at('2026-11-16T05:00:20Z'))
    await bench.start()
    await bench.passUntil(at('2026-11-29T00:00Z'))
    expect(bench.runs).toEqual([{ due: '2026-11-23T05:00', at: '2026-11-25T12:00' }])
    expect(bench.warnings).toEqual([
      'the run due at 2026-11-23T05:00:00Z was not started then; it is started now',
    ])
  })

  it('leaves alone what ran since it was due, what is older than a window, and what was due before it was scheduled', async () => {
    const ran = createBench(at('2026-11-25T12:00Z'))
    ran.ranByHand(at('2026-11-23T05:00Z'))
    await ran.start()
    const old = createBench(at('2026-11-25T12:00Z'), { windowMs: 2 * DAY })
    await old.start()
    const fresh = createBench(at('2026-11-25T12:00Z'), { sinceMs: at('2026-11-25T12:00Z') })
    await fresh.start()
    expect([ran.runs, old.runs, fresh.runs]).toEqual([[], [], []])
    expect([ran.skipped, fresh.skipped]).toEqual([[], []])
    expect(old.skipped).toEqual([{ dueAtMs: at('2026-11-23T05:00Z'), reason: 'missed' }])
  })

  it('skips what is due while its own run is under way, and goes on with the next', async () => {
    const bench = createBench(at('2026-11-23T00:00Z'), {
      cron: '0 * * * *',
      sinceMs: at('2026-11-23T00:00Z'),
    })
    let end = (): void => {}
    bench.answers(() => new Promise(resolve => (end = () => resolve('ran'))))
    bench.ranByHand(at('2026-11-23T00:00Z'))
    await bench.start()
    await bench.passUntil(at('2026-11-23T03:30Z'))
    expect(bench.runs.map(run => run.due)).toEqual(['2026-11-23T01:00'])
    expect(bench.status()?.pending).toEqual({ dueAtMs: at('2026-11-23T01:00Z'), isRunning: true })
    expect(bench.skipped.map(each => [instant(each.dueAtMs), each.reason])).toEqual([
      ['2026-11-23T02:00', 'overlap'],
      ['2026-11-23T03:00', 'overlap'],
    ])
    end()
    await bench.passUntil(at('2026-11-23T04:00Z'))
    expect(bench.runs.map(run => run.due)).toEqual(['2026-11-23T01:00', '2026-11-23T04:00'])
    end()
  })

  it('waits for a run of another process, says so once, and starts when that ended', async () => {
    const bench = createBench(at('2026-11-23T04:59Z'), { sinceMs: at('2026-11-23T00:00Z') })
    bench.answers(async () => 'busy')
    await bench.start()
    await bench.passUntil(at('2026-11-23T05:10Z'))
    expect(bench.status()?.pending).toEqual({ dueAtMs: at('2026-11-23T05:00Z'), isRunning: false })
    expect(bench.warnings).toEqual([
      'the run due at 2026-11-23T05:00:00Z waits: another run of this store is under way',
    ])
    bench.answers(async () => 'ran')
    await bench.passUntil(at('2026-11-23T05:20Z'))
    expect(bench.runs.at(-1)).toEqual({ due: '2026-11-23T05:00', at: '2026-11-23T05:11' })
    const before = bench.runs.length
    await bench.passUntil(at('2026-11-24T05:20Z'))
    expect(bench.runs).toHaveLength(before)
  })

  it('waits no longer than until the next is due', async () => {
    const bench = createBench(at('2026-11-23T00:30Z'), {
      cron: '0 * * * *',
      sinceMs: at('2026-11-23T00:30Z'),
    })
    bench.answers(async () => 'busy')
    await bench.start()
    await bench.passUntil(at('2026-11-23T02:00Z'))
    expect(bench.skipped).toEqual([{ dueAtMs: at('2026-11-23T01:00Z'), reason: 'overlap' }])
    expect(bench.status()?.pending).toEqual({ dueAtMs: at('2026-11-23T02:00Z'), isRunning: false })
  })

  it('runs the newest once after the machine slept over several', async () => {
    const bench = createBench(at('2026-11-23T00:30Z'), {
      cron: '0 * * * *',
      sinceMs: at('2026-11-23T00:30Z'),
    })
    await bench.start()
    await bench.jumpTo(at('2026-11-23T08:40Z'))
    expect(bench.runs).toEqual([{ due: '2026-11-23T08:00', at: '2026-11-23T08:40' }])
    expect(bench.skipped).toEqual([{ dueAtMs: at('2026-11-23T01:00Z'), reason: 'missed' }])
    expect(bench.status()?.nextAtMs).toBe(at('2026-11-23T09:00Z'))
  })

  it('repeats nothing when the clock is set back', async () => {
    const bench = createBench(at('2026-11-23T04:59Z'), { sinceMs: at('2026-11-23T04:59Z') })
    await bench.start()
    await bench.passUntil(at('2026-11-23T05:05Z'))
    await bench.jumpTo(at('2026-11-23T04:00Z'))
    await bench.passUntil(at('2026-11-23T06:00Z'))
    expect(bench.runs).toEqual([{ due: '2026-11-23T05:00', at: '2026-11-23T05:00' }])
  })

  it('goes on after a run that could not be started', async () => {
    const bench = createBench(at('2026-11-23T04:59Z'), { sinceMs: at('2026-11-23T04:59Z') })
    bench.answers(async () => {
      throw new Error('no process')
    })
    await bench.start()
    await bench.passUntil(at('2026-12-01T00:00Z'))
    expect(bench.runs.map(run => run.due)).toEqual(['2026-11-23T05:00', '2026-11-30T05:00'])
    expect(bench.warnings[0]).toBe('the run due at 2026-11-23T05:00:00Z failed: no process')
  })

  it('ends the run under way when it closes, and starts nothing more', async () => {
    const bench = createBench(at('2026-11-23T04:59Z'), { sinceMs: at('2026-11-23T04:59Z') })
    bench.answers(signal => new Promise(resolve => signal.addEventListener('abort', () => resolve('ran'))))
    await bench.start()
    await bench.passUntil(at('2026-11-23T05:05Z'))
    expect(bench.status()?.pending?.isRunning).toBe(true)
    await bench.close()
    expect([bench.status()?.pending, bench.isArmed()]).toEqual([undefined, false])
  })
})
