import { expect, it } from 'vitest'
import { renderTimes } from './render-times.ts'

it('times stand in the zone of the schedule with the offset of their day, and in UTC', () => {
  expect(
    renderTimes({
      cron: '0 6 * * 1',
      timeZone: 'Europe/Berlin',
      nowMs: Date.parse('2026-10-18T12:30:00Z'),
      times: [Date.parse('2026-10-19T04:00:00Z'), Date.parse('2026-10-26T05:00:00Z')],
    }),
  ).toMatchInlineSnapshot(`
    "0 6 * * 1, Europe/Berlin

      Mon 2026-10-19 06:00 +02:00   2026-10-19T04:00Z   in 15 h 30 min
      Mon 2026-10-26 06:00 +01:00   2026-10-26T05:00Z   in 7 d 16 h
    "
  `)
  const nextMinute = { cron: '* * * * *', timeZone: 'UTC', nowMs: 30_000, times: [60_000] }
  expect(renderTimes(nextMinute)).toContain('Thu 1970-01-01 00:01 +00:00   1970-01-01T00:01Z   in 1 min')
})
