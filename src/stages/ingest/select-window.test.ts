import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../errors/config-error.ts'
import { selectWindow } from './select-window.ts'

function at(...times: (string | undefined)[]) {
  return times.map(time => ({ startedAtMs: time === undefined ? undefined : Date.parse(time) }))
}

describe('selectWindow', () => {
  const traces = at(
    '2025-07-25T23:59:59.999Z',
    '2025-07-26T00:00Z',
    undefined,
    '2025-07-27T00:00Z',
    '2025-08-01T16:23Z',
  )

  it('ends with the whole UTC day of the newest trace; traces without a time belong to it', () => {
    expect(selectWindow(traces, { windowDays: 7 })).toEqual({
      traces: traces.slice(1),
      outside: 1,
      window: { startMs: Date.UTC(2025, 6, 26), endMs: Date.UTC(2025, 7, 2) },
    })
  })

  it('ends before the given moment, whatever came later', () => {
    const endMs = Date.UTC(2025, 6, 27)
    expect(selectWindow(traces, { windowDays: 1, endMs })).toEqual({
      traces: at('2025-07-26T00:00Z', undefined),
      outside: 3,
      window: { startMs: Date.UTC(2025, 6, 26), endMs },
    })
  })

  it('is undefined and takes everything when no trace has a time', () => {
    expect(selectWindow(at(undefined, undefined), { windowDays: 7 })).toEqual({
      traces: at(undefined, undefined),
      outside: 0,
      window: undefined,
    })
  })

  it('refuses a length that is no number of days', () => {
    expect(() => selectWindow(traces, { windowDays: 0 })).toThrow('at least 1, got 0')
    expect(() => selectWindow(traces, { windowDays: 1.5 })).toThrow(ConfigError)
  })

  it('always holds the newest trace and loses none to a longer window', () => {
    const times = fc.array(fc.integer({ min: 0, max: 4e12 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 400 }), (milliseconds, windowDays) => {
        const items = milliseconds.map(startedAtMs => ({ startedAtMs }))
        const shorter = selectWindow(items, { windowDays })
        const longer = selectWindow(items, { windowDays: windowDays + 1 })
        expect(shorter.traces.map(item => item.startedAtMs)).toContain(Math.max(...milliseconds))
        expect(longer.traces).toEqual(expect.arrayContaining([...shorter.traces]))
        expect(shorter.traces.length + shorter.outside).toBe(items.length)
      }),
    )
  })
})
