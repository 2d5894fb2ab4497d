import { candidateConfigs } from '../../config/candidate-configs.ts'
import type { Config } from '../../config/config.ts'
import type { ScheduleView } from '../../server/contract.ts'
import { lockRuns } from '../../store/run-lock.ts'
import type { RunStore } from '../../store/run-store.ts'
import { runLockPath } from '../with-run-lock.ts'
import { createScheduler, type ScheduledAttempt, type SchedulerOptions } from './create-scheduler.ts'
import type { ChildEnding, ChildOptions } from './run-in-child.ts'
import {
  readScheduleRecord,
  settledAtMs,
  withEnd,
  withSkipped,
  withStart,
  writeScheduleRecord,
} from './schedule-record.ts'

export type ScheduleInputs = {
  readonly store: Pick<RunStore, 'putRunPart' | 'runPart' | 'runStates'>
  readonly nowMs: () => number
  readonly setTimer: SchedulerOptions['setTimer']
  /** One run, in a process of its own. */
  readonly startRun: (options: ChildOptions) => Promise<ChildEnding>
  /** Tells the channels of a run that could not do so itself. */
  readonly tellFailure: (problem: string) => Promise<void>
  readonly onMessage: (message: string) => void
}

export type OpenSchedule = {
  view(): ScheduleView
  /** Ends the run under way. */
  close(): Promise<void>
}

const DAY_MS = 86_400_000
/** Decided, held, undecided. */
const VERDICTS: readonly (number | null)[] = [0, 1, 4]
const INTERRUPTED = 130

/** Runs of a config at the times of its `schedule.cron`; undefined when it has none. */
export function openSchedule(config: Config, inputs: ScheduleInputs): OpenSchedule | undefined {
  const { cron, timeZone } = config.schedule
  if (cron === undefined) return undefined
  const { store, nowMs, onMessage } = inputs
  let record = readScheduleRecord(store, { cron, timeZone }, nowMs())
  const keep = (next: typeof record): void => {
    record = next
    writeScheduleRecord(store, record)
  }
  keep(record)
  const say = (message: string): void => onMessage(`schedule: ${message}`)

  const run = async (dueAtMs: number, signal: AbortSignal): Promise<ScheduledAttempt> => {
    const unlock = lockRuns(runLockPath(config), 'alone')
    if (unlock === undefined) return 'busy'
    unlock()
    say(`run due at ${instant(dueAtMs)} starts`)
    keep(withStart(record, dueAtMs, nowMs()))
    const ending = await inputs.startRun({
      signal,
      setTimer: inputs.setTimer,
      onLine: line => onMessage(`run: ${line}`),
    })
    keep(withEnd(record, ending.exitCode, nowMs()))
    const said = describe(ending)
    say(`run due at ${instant(dueAtMs)} ${said}`)
    const { exitCode } = ending
    if (!signal.aborted && !VERDICTS.includes(exitCode) && exitCode !== INTERRUPTED)
      await inputs.tellFailure(`it ${said}`)
    return 'ran'
  }

  const scheduler = createScheduler({
    cron,
    timeZone,
    nowMs,
    setTimer: inputs.setTimer,
    sinceMs: record.sinceMs,
    windowMs: config.sampling.windowDays * DAY_MS,
    lastRunMs: () => newest([settledAtMs(record), startedAtMs(config, store)]),
    run,
    onSkip: skipped => {
      const next = withSkipped(record, skipped, nowMs())
      if (next === undefined) return
      keep(next)
      say(`run due at ${instant(skipped.dueAtMs)} is left out: ${REASONS[skipped.reason]}`)
    },
    onWarning: say,
  })
  return {
    view() {
      const { nextAtMs = null, pending = null } = scheduler.status()
      const { last, skipped } = record
      return { cron, timeZone, nextAtMs, pending, last, skipped }
    },
    close: () => scheduler.close(),
  }
}

const REASONS = {
  overlap: 'another run was still under way',
  missed: 'nothing ran here when it was due',
} as const

/** Start of the newest finished run of the config, whoever started it; of several candidates, of the one that is behind. */
function startedAtMs(config: Config, store: Pick<RunStore, 'runStates'>): number | undefined {
  const candidates = candidateConfigs(config).map(each => each.config)
  const finished = store.runStates().filter(({ state }) => state === 'finished')
  const starts = (candidates.length === 0 ? [config] : candidates).map(({ configHash }) =>
    newest(finished.filter(run => run.configHash === configHash).map(run => run.startedAtMs)),
  )
  return starts.reduce((a, b) => (a === undefined || b === undefined ? undefined : Math.min(a, b)))
}

function newest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter(each => each !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}

function describe({ exitCode, isTooLong }: ChildEnding): string {
  if (isTooLong) return 'took too long and was ended'
  if (exitCode === null) return 'was killed'
  const meaning = ['passed', 'failed the gate', 'config', 'infrastructure', 'inconclusive'][exitCode]
  return `ended with exit code ${exitCode}${meaning === undefined ? '' : ` (${meaning})`}`
}

function instant(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z')
}
