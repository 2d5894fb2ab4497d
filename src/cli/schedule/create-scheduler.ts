import { cronTimes } from '../../config/cron-times.ts'

/** `ran`: it was started and ended somehow. `busy`: another run stands in the way; asked again later. */
export type ScheduledAttempt = 'ran' | 'busy'

/** `overlap`: a run was still under way. `missed`: nothing ran here when it was due, and now it is too late. */
export type SkippedRun = { readonly dueAtMs: number; readonly reason: 'overlap' | 'missed' }

export type SchedulerOptions = {
  /** Five fields. */
  readonly cron: string
  /** IANA name. */
  readonly timeZone: string
  /** Unix epoch, milliseconds, likewise all times below. */
  readonly nowMs: () => number
  /** Calls back after so many milliseconds; what it returns takes that back. */
  readonly setTimer: (callback: () => void, ms: number) => () => void
  /** Start of the newest run that needs no repeating; undefined: there is none. Asked again before every run. */
  readonly lastRunMs: () => number | undefined
  /** Since when there is this schedule: what was due before was promised by nobody. */
  readonly sinceMs: number
  /** How late a run is still worth starting. */
  readonly windowMs: number
  /** Runs once. What goes wrong in it is its own to tell. */
  readonly run: (dueAtMs: number, signal: AbortSignal) => Promise<ScheduledAttempt>
  readonly onSkip: (skipped: SkippedRun) => void
  readonly onWarning: (warning: string) => void
}

export type SchedulerStatus = {
  readonly nextAtMs: number | undefined
  /** Due, and not ended. */
  readonly pending: { readonly dueAtMs: number; readonly isRunning: boolean } | undefined
}

export type Scheduler = {
  status(): SchedulerStatus
  /** Starts nothing more, ends the run under way and waits for it. */
  close(): Promise<void>
}

/** A clock that was set, or a machine that slept, is noticed after this long. */
const LONGEST_NAP_MS = 60_000
/** Later than this is said. */
const LATE_MS = 2 * LONGEST_NAP_MS

/**
 * Starts a run whenever one is due, never two at a time.
 *
 * - A due time that passes while its predecessor still runs is skipped.
 * - When another process runs, the due run waits for it, at most until the next is due.
 * - Of due times that passed while nothing ran here (the server was down, the machine slept) the newest is run once,
 *   unless it is older than a window or a run was started since.
 */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { nowMs, setTimer, lastRunMs, sinceMs, windowMs, run, onSkip, onWarning } = options
  const times = cronTimes(options.cron, options.timeZone)
  const controller = new AbortController()
  let nextAtMs = times.nextAfter(nowMs())
  let waitingMs: number | undefined
  let saidBusyFor: number | undefined
  let running: { readonly dueAtMs: number; readonly ended: Promise<void> } | undefined
  let cancel = (): void => {}

  const skip = (dueAtMs: number, reason: SkippedRun['reason']): void => onSkip({ dueAtMs, reason })

  const isDone = (dueAtMs: number): boolean => {
    const last = lastRunMs()
    return last !== undefined && last >= dueAtMs
  }

  /** Of the due times up to now only the newest is of interest. */
  const collect = (now: number): void => {
    if (nextAtMs === undefined || now < nextAtMs) return
    const dueAtMs = times.lastAtOrBefore(now) ?? nextAtMs
    if (waitingMs !== undefined) skip(waitingMs, 'overlap')
    if (dueAtMs > nextAtMs) skip(nextAtMs, 'missed')
    waitingMs = dueAtMs
    nextAtMs = times.nextAfter(dueAtMs)
  }

  const attempt = (now: number): void => {
    const dueAtMs = waitingMs
    waitingMs = undefined
    if (dueAtMs === undefined) return
    const isTooLate = now - dueAtMs >= windowMs
    if (running !== undefined) skip(dueAtMs, 'overlap')
    else if (isDone(dueAtMs)) return
    else if (isTooLate) skip(dueAtMs, 'missed')
    else begin(dueAtMs, now)
  }

  const begin = (dueAtMs: number, now: number): void => {
    if (now - dueAtMs >= LATE_MS && saidBusyFor !== dueAtMs)
      onWarning(`the run due at ${instant(dueAtMs)} was not started then; it is started now`)
    running = { dueAtMs, ended: start(dueAtMs) }
  }

  const start = async (dueAtMs: number): Promise<void> => {
    // Never before `running` stands.
    await Promise.resolve()
    try {
      if ((await run(dueAtMs, controller.signal)) === 'ran') return
      waitingMs = dueAtMs
      if (saidBusyFor === dueAtMs) return
      saidBusyFor = dueAtMs
      onWarning(`the run due at ${instant(dueAtMs)} waits: another run of this store is under way`)
    } catch (error) {
      onWarning(
        `the run due at ${instant(dueAtMs)} failed: ${error instanceof Error ? error.message : error}`,
      )
    } finally {
      running = undefined
    }
  }

  const tick = (): void => {
    const now = nowMs()
    collect(now)
    attempt(now)
    const next = (nextAtMs ?? Number.POSITIVE_INFINITY) - now
    cancel = setTimer(tick, Math.max(0, Math.min(next, LONGEST_NAP_MS)))
  }

  const before = times.lastAtOrBefore(nowMs())
  if (before !== undefined && before >= sinceMs && !isDone(before)) waitingMs = before
  tick()
  return {
    status: () => {
      const dueAtMs = running?.dueAtMs ?? waitingMs
      return {
        nextAtMs,
        pending: dueAtMs === undefined ? undefined : { dueAtMs, isRunning: running !== undefined },
      }
    },
    async close() {
      cancel()
      controller.abort()
      await running?.ended
    },
  }
}

function instant(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z')
}
