import { expect, it } from 'vitest'
import type { TraceId } from '../../../records/ids.ts'
import { countsByDay } from './counts-by-day.ts'

const HOUR = 3_600_000

/** Two traces a day, in the morning and in the evening of a clock that many hours from UTC, for a week from Monday. */
function week(hoursFromUtc: number) {
  const startMs = Date.UTC(2026, 10, 2) - hoursFromUtc * HOUR
  const hours = [...Array(7).keys()].flatMap(day => [24 * day, 24 * day + 23.9])
  const startedAtMs = new Map(hours.map(hour => [`t-${hour}` as TraceId, startMs + hour * HOUR]))
  const labels = new Map([...startedAtMs.keys()].map((traceId, at) => [traceId, (at % 2) - 1]))
  return { startMs, startedAtMs, labels }
}

it.each([-11, -7, 0, 5.75, 9])('a window is as many whole days where clocks are %i hours from UTC', hours => {
  const { startMs, startedAtMs, labels } = week(hours)
  const days = countsByDay(labels, startedAtMs, 1, startMs)
  expect(days.map(({ day }) => day)).toEqual([2, 3, 4, 5, 6, 7, 8].map(day => `2026-11-0${day}`))
  expect(days.map(({ counts }) => counts)).toEqual(Array.from({ length: 7 }, () => [1, 1]))
})

it('without a window days are those of UTC', () => {
  const { startedAtMs, labels } = week(-7)
  expect(countsByDay(labels, startedAtMs, 1, undefined)).toHaveLength(8)
})
