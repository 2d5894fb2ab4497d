import { expect, it } from 'vitest'
import { parseWindowEnd } from './window-end.ts'

it.each([
  ['2026-11-20', '2026-11-21T00:00:00.000Z'],
  ['2024-02-29', '2024-03-01T00:00:00.000Z'],
  ['2026-11-20T09:00', '2026-11-20T00:00:00.000Z'],
  ['2026-11-20T00:30:00+02:00', '2026-11-19T00:00:00.000Z'],
  ['2026-11-20T23:30:00-02:00', '2026-11-21T00:00:00.000Z'],
])('%s ends a window at %s', (text, end) => {
  expect(new Date(parseWindowEnd(text) ?? Number.NaN).toISOString()).toBe(end)
})

it.each(['2026-02-30', '2026-13-01', '20261120', '2026-11-20T25:00Z', '2026-11-20 09:00', 'today', ''])(
  '%j is no end of a window',
  text => {
    expect(parseWindowEnd(text)).toBeUndefined()
  },
)
