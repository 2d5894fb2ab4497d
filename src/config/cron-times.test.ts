import { describe, expect, it } from 'vitest'
import { cronTimes } from './cron-times.ts'

const at = (text: string): number => Date.parse(text)

function following(cron: string, timeZone: string, from: string, count: number): readonly string[] {
  const times = cronTimes(cron, timeZone)
  const found: string[] = []
  for (let ms = at(from); found.length < count; ) {
    ms = times.nextAfter(ms) ?? Number.NaN
    found.push(new Date(ms).toISOString().slice(0, 16))
  }
  return found
}

describe('cron times', () => {
  it('stand at the same hour of the wall clock before and after clocks change', () => {
    expect(following('0 6 * * 1', 'Europe/Berlin', '2026-03-22T00:00Z', 2)).toEqual([
      '2026-03-23T05:00',
      '2026-03-30T04:00',
    ])
    expect(following('0 6 * * 1', 'Europe/Berlin', '2026-10-18T00:00Z', 2)).toEqual([
      '2026-10-19T04:00',
      '2026-10-26T05:00',
    ])
  })

  it('come at the end of the hour that is skipped in spring, on that day', () => {
    expect(following('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', 2)).toEqual([
      '2026-03-29T01:00',
      '2026-03-30T00:30',
    ])
  })

  it('come once in the hour that is repeated in autumn', () => {
    expect(following('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', 2)).toEqual([
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ])
    const times = cronTimes('30 2 * * *', 'Europe/Berlin')
    expect(times.lastAtOrBefore(at('2026-10-25T01:30Z'))).toBe(at('2026-10-25T00:30Z'))
  })

  it('count the moment itself as past, not as coming', () => {
    const times = cronTimes('0 6 * * 1', 'UTC')
    const monday = at('2026-11-23T06:00Z')
    expect(times.lastAtOrBefore(monday)).toBe(monday)
    expect(times.lastAtOrBefore(monday - 1)).toBe(at('2026-11-16T06:00Z'))
    expect(times.nextAfter(monday)).toBe(at('2026-11-30T06:00Z'))
    expect(times.nextAfter(monday - 1)).toBe(monday)
  })

  it('never come on a day no calendar has', () => {
    expect(cronTimes('0 0 30 2 *', 'UTC').nextAfter(0)).toBeUndefined()
  })
})
