import { expect, it } from 'vitest'
import { windowEndMs, windowStartMs } from './budget-window.ts'

const at = (text: string): number => Date.parse(text)

it.each([
  ['2026-11-23T00:00:00.000Z', '2026-11-23T00:00:00Z'],
  ['2026-11-22T23:59:59.999Z', '2026-11-16T00:00:00Z'],
  ['2027-01-01T12:00:00.000Z', '2026-12-28T00:00:00Z'],
  ['1970-01-01T00:00:00.000Z', '1969-12-29T00:00:00Z'],
])('a calendar week at %s began on Monday %s', (now, monday) => {
  expect(windowStartMs('calendar', at(now))).toBe(at(monday))
  expect(windowEndMs('calendar', at(now))).toBe(at(monday) + 7 * 86_400_000)
})

it('a rolling window holds seven whole days and the rest of the hour before them, and has no end', () => {
  const now = at('2026-11-23T10:20:00Z')
  expect(windowStartMs('rolling', now)).toBe(at('2026-11-16T10:00:00Z'))
  expect(windowEndMs('rolling', now)).toBeUndefined()
})
