import { cronTimes } from './cron-times.ts'
import { type LocatedMap, lookUp, renderPath } from './located.ts'
import type { Problem } from './problem.ts'
import type { ConfigFile } from './schema.ts'

/** The problem of a cron line that means nothing, or whose times never come. */
export function checkSchedule(root: LocatedMap, { schedule }: ConfigFile): readonly Problem[] {
  const { cron, time_zone: timeZone } = schedule
  if (cron === undefined || comes(cron, timeZone)) return []
  const { nearest } = lookUp(root, ['schedule', 'cron'])
  return [
    {
      path: renderPath(nearest.writtenPath),
      position: nearest.position,
      message: 'expected minute, hour, day, month and weekday of times that come, such as `0 6 * * 1`',
    },
  ]
}

const ANY_MS = Date.UTC(2024, 0, 1)

function comes(cron: string, timeZone: string): boolean {
  try {
    return cronTimes(cron, timeZone).nextAfter(ANY_MS) !== undefined
  } catch {
    return false
  }
}
