import { describe, expect, it } from 'vitest'
import { parseWindowEnd } from './window-end.ts'
import { dayOf, isTimeZone, startOfDayMs } from './zoned-days.ts'

const DAY_MS = 86_400_000
const day = (date: string) => Date.parse(`${date}T00:00:00Z`) / DAY_MS

describe('days of a time zone', () => {
  it.each([
    ['UTC', '2026-11-20', '2026-11-20T00:00:00Z'],
    ['Europe/Berlin', '2026-11-20', '2026-11-19T23:00:00Z'],
    ['America/New_York', '2026-07-01', '2026-07-01T04:00:00Z'],
    ['Asia/Kathmandu', '2026-11-20', '2026-11-19T18:15:00Z'],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00Z'],
    ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00Z'],
  ])('begin in %s on %s at %s', (zone, date, moment) => {
    expect(new Date(startOfDayMs(day(date), zone)).toISOString()).toBe(new Date(moment).toISOString())
  })

  it('hold their own first and last moment on every day of a year, also where clocks change at midnight', () => {
    for (const zone of ['Europe/Berlin', 'America/Santiago', 'Pacific/Auckland']) {
      for (let each = day('2026-01-01'); each < day('2027-01-01'); each++) {
        const start = startOfDayMs(each, zone)
        expect([dayOf(start, zone), dayOf(start - 1, zone)]).toEqual([each, each - 1])
      }
    }
  })

  it('end a window that is named by its last day, or by a moment of the day after', () => {
    const end = Date.parse('2026-11-20T23:00:00Z')
    expect(parseWindowEnd('2026-11-20', 'Europe/Berlin')).toBe(end)
    expect(parseWindowEnd('2026-11-20T23:30:00Z', 'Europe/Berlin')).toBe(end)
    expect(parseWindowEnd('2026-11-20T22:30:00Z', 'Europe/Berlin')).toBe(end - DAY_MS)
  })

  it('know real zones from typing mistakes', () => {
    expect([isTimeZone('Europe/Berlin'), isTimeZone('Europe/Berlim')]).toEqual([true, false])
  })
})
