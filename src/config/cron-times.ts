import { Cron } from 'croner'

/** The times of a cron line in a time zone; all Unix epoch milliseconds. */
export interface CronTimes {
  /** The first one after `ms`; undefined: there is none any more. */
  nextAfter(ms: number): number | undefined
  /** The last one at or before `ms`; undefined: there was none. */
  lastAtOrBefore(ms: number): number | undefined
}

/**
 * The times of a cron line of five fields. Where clocks change they follow Vixie cron: a time of day that is skipped
 * comes at the first moment after the gap, one that comes twice counts the first time; lines with lists, ranges or steps
 * in minutes or hours keep their rhythm through the repeated hour and leave out the skipped one.
 *
 * @param timeZone - IANA name such as `Europe/Berlin`.
 * @throws {TypeError} when the line or the zone means nothing.
 */
export function cronTimes(cron: string, timeZone: string): CronTimes {
  const line = new Cron(cron, { timezone: timeZone, mode: '5-part' })
  return {
    nextAfter: ms => line.nextRun(new Date(ms))?.getTime(),
    // `previousRuns` leaves out the moment it is asked about.
    lastAtOrBefore: ms => line.previousRuns(1, new Date(ms + 1))[0]?.getTime(),
  }
}
