import type { RunId } from '../../records/ids.ts'
import type { ScheduleView } from '../../server/contract.ts'
import type { RunStore } from '../../store/run-store.ts'
import type { SkippedRun } from './create-scheduler.ts'

type LastRun = NonNullable<ScheduleView['last']>

/** What is kept of a schedule, so that a server that starts knows what one before it did. */
export type ScheduleRecord = {
  readonly cron: string
  readonly timeZone: string
  /** Since when there is this schedule, Unix epoch milliseconds. */
  readonly sinceMs: number
  readonly last: LastRun | null
  /** How often the newest due time was started: what is broken off is started again, but not forever. */
  readonly attempts: number
  readonly skipped: ScheduleView['skipped']
}

type Store = Pick<RunStore, 'putRunPart' | 'runPart'>

/** No run has this id: those of runs begin with `run-`. */
const SCHEDULE = 'schedule' as RunId
const PART = 'record'
const MOST_SKIPPED = 20
const MOST_ATTEMPTS = 2
/** `tidegate run` was interrupted. */
const INTERRUPTED = 130

/** The record of the store; a new one when there is none, or when the schedule was another. */
export function readScheduleRecord(
  store: Store,
  { cron, timeZone }: { readonly cron: string; readonly timeZone: string },
  nowMs: number,
): ScheduleRecord {
  const [text] = store.runPart(SCHEDULE, PART)
  const known = text === undefined ? undefined : (JSON.parse(text) as ScheduleRecord)
  if (known?.cron === cron && known.timeZone === timeZone) return known
  const { last = null, attempts = 0, skipped = [] } = known ?? {}
  return { cron, timeZone, sinceMs: nowMs, last, attempts, skipped }
}

export function writeScheduleRecord(store: Store, record: ScheduleRecord): void {
  store.putRunPart(SCHEDULE, PART, [JSON.stringify(record)])
}

/** The record once the run due at `dueAtMs` has started. */
export function withStart(record: ScheduleRecord, dueAtMs: number, nowMs: number): ScheduleRecord {
  const attempts = record.last?.dueAtMs === dueAtMs ? record.attempts + 1 : 1
  return { ...record, attempts, last: { dueAtMs, startedAtMs: nowMs, endedAtMs: null, exitCode: null } }
}

/** The record once that run has ended; `exitCode` null: by a signal. */
export function withEnd(record: ScheduleRecord, exitCode: number | null, nowMs: number): ScheduleRecord {
  if (record.last === null) return record
  return { ...record, last: { ...record.last, endedAtMs: nowMs, exitCode } }
}

/** The record with a run that was not started; undefined when it is in it already. */
export function withSkipped(
  record: ScheduleRecord,
  { dueAtMs, reason }: SkippedRun,
  nowMs: number,
): ScheduleRecord | undefined {
  if (record.skipped.some(each => each.dueAtMs === dueAtMs)) return undefined
  const skipped = [{ dueAtMs, reason, atMs: nowMs }, ...record.skipped].slice(0, MOST_SKIPPED)
  return { ...record, skipped }
}

/**
 * When the newest run of the schedule was started that needs no repeating: it ended by itself, or was broken off as often
 * as anybody should try. Undefined: there is none.
 */
export function settledAtMs({ last, attempts }: ScheduleRecord): number | undefined {
  if (last === null) return undefined
  const isBrokenOff = last.endedAtMs === null || last.exitCode === null || last.exitCode === INTERRUPTED
  return isBrokenOff && attempts < MOST_ATTEMPTS ? undefined : last.startedAtMs
}
