import { z } from 'zod'
import { text, textLike } from '../fields.ts'
import { isTimeZone } from '../zoned-days.ts'
import { type Effects, effective } from './effect.ts'

const CRON = /^(\S+\s+){4}\S+$/

/** When runs start by themselves. */
export const scheduleSchema = z.strictObject({
  cron: textLike(CRON, 'a cron line of five fields such as `0 6 * * 1`').optional(),
  time_zone: text('an IANA time zone such as `Europe/Berlin`')
    .refine(isTimeZone, { error: 'expected an IANA time zone such as `Europe/Berlin`' })
    .default('UTC'),
})

/** What each key of `schedule` changes. */
export const SCHEDULE_EFFECTS: Effects = {
  'schedule.cron': effective(
    'when `tidegate serve` starts a run by itself: minute, hour, day, month, weekday (docs/schedule.md)',
  ),
  'schedule.time_zone': effective('the time zone that `schedule.cron` is read in'),
}
