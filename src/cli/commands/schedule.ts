import { cronTimes } from '../../config/cron-times.ts'
import { ConfigError } from '../../errors/config-error.ts'
import { printReport } from '../print-report.ts'
import { readConfig } from '../read-config.ts'
import { renderTimes } from '../schedule/render-times.ts'

export type ScheduleNextOptions = { readonly config: string; readonly count: number; readonly json?: string }

/**
 * `tidegate schedule next`: when runs are due, in the zone of the schedule and in UTC.
 *
 * @throws {ConfigError} when the config has no schedule.
 */
export async function scheduleNextCommand(options: ScheduleNextOptions): Promise<void> {
  const { config } = await readConfig(options.config)
  const { cron, timeZone } = config.schedule
  if (cron === undefined)
    throw new ConfigError(`Expected \`schedule.cron\` in ${options.config}, found none`, {
      path: 'schedule.cron',
      hint: 'for example `schedule: { cron: "0 6 * * 1", time_zone: Europe/Berlin }`',
    })
  const nowMs = Date.now()
  const times = nextTimes(cron, timeZone, nowMs, options.count)
  await printReport(
    renderTimes({ cron, timeZone, nowMs, times }).trimEnd().split('\n'),
    { kind: 'tidegate-schedule', cron, timeZone, nowMs, timesMs: times },
    options.json,
  )
}

function nextTimes(cron: string, timeZone: string, fromMs: number, count: number): readonly number[] {
  const line = cronTimes(cron, timeZone)
  const times: number[] = []
  let next = line.nextAfter(fromMs)
  while (next !== undefined && times.length < count) {
    times.push(next)
    next = line.nextAfter(next)
  }
  return times
}
