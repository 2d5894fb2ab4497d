import { describe, expect, it } from 'vitest'
import { ConfigError } from '../errors/config-error.ts'
import type { Trace } from '../records/trace.ts'
import { driftWindows, nameOf } from './drift-windows.ts'

function traceOn(day: string | undefined): Trace {
  return { startedAtMs: day === undefined ? undefined : Date.parse(`${day}T12:00:00Z`) } as Trace
}

const TRACES = ['2026-11-01', '2026-11-07', '2026-11-08', '2026-11-14', undefined].map(traceOn)
const ends = (from?: string, to?: string) => ({
  windowDays: 7,
  referenceEndMs: from === undefined ? undefined : Date.parse(from) + 86_400_000,
  currentEndMs: to === undefined ? undefined : Date.parse(to) + 86_400_000,
})

describe('driftWindows', () => {
  it('compares the newest window with the one before it; traces without a time are in neither', () => {
    const { reference, current, undated } = driftWindows(TRACES, ends())
    expect([nameOf(reference), nameOf(current)]).toEqual([
      '2026-11-01 to 2026-11-07',
      '2026-11-08 to 2026-11-14',
    ])
    expect([reference.traces.length, current.traces.length, undated]).toEqual([2, 2, 1])
  })

  it('takes windows by their last days', () => {
    const { reference, current } = driftWindows(TRACES, ends('2026-11-05', '2026-11-13'))
    expect([nameOf(reference), nameOf(current)]).toEqual([
      '2026-10-30 to 2026-11-05',
      '2026-11-07 to 2026-11-13',
    ])
    expect([reference.traces.length, current.traces.length]).toEqual([1, 2])
  })

  it.each([
    ['without traffic', ends('2026-10-20'), /window of `--from` 2026-10-14 to 2026-10-20, found none/],
    ['that overlap', ends('2026-11-10', '2026-11-14'), /two windows apart/],
  ])('refuses windows %s', (_title, options, message) => {
    expect(() => driftWindows(TRACES, options)).toThrow(ConfigError)
    expect(() => driftWindows(TRACES, options)).toThrow(message)
  })

  it('refuses a source without times', () => {
    expect(() => driftWindows([traceOn(undefined)], ends())).toThrow(ConfigError)
  })
})
