import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../records/json-value.ts'
import { parseFinish } from './parse-finish.ts'
import { parsePicoUsd } from './parse-money.ts'
import { parseFlags, parseOutcome, parseSupportFlag } from './parse-signals.ts'
import { parseIsoTime, parseStartTime } from './parse-time.ts'

function at(value: JsonValue | undefined) {
  return { value, at: '/field' }
}

describe('parseIsoTime', () => {
  it.each([
    ['2025-08-01T16:23:24.895557', Date.UTC(2025, 7, 1, 16, 23, 24, 895)],
    ['2025-08-01T16:23:24Z', Date.UTC(2025, 7, 1, 16, 23, 24)],
    ['2025-08-01 16:23', Date.UTC(2025, 7, 1, 16, 23)],
    ['2025-08-01', Date.UTC(2025, 7, 1)],
    ['2025-08-01T00:30:00+02:00', Date.UTC(2025, 6, 31, 22, 30)],
    ['2025-08-01T23:30:00.5-0130', Date.UTC(2025, 7, 2, 1, 0, 0, 500)],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
  ])('reads %s, without an offset as UTC', (text, expected) => {
    expect(parseIsoTime(text)).toBe(expected)
  })

  it.each([
    '2025-02-29',
    '2025-13-01',
    '2025-08-01T24:00',
    '2025-08-01T16:60',
    '01/08/2025',
    'August 1, 2025',
    '1754065404',
    '',
  ])('does not read %s', text => {
    expect(parseIsoTime(text)).toBeUndefined()
  })

  it('agrees with Date on every time Date writes', () => {
    const min = new Date(Date.UTC(1000, 0, 1))
    const max = new Date(Date.UTC(9999, 11, 31))
    fc.assert(
      fc.property(fc.date({ min, max, noInvalidDate: true }), date => {
        expect(parseIsoTime(date.toISOString())).toBe(date.getTime())
      }),
    )
  })
})

it('takes a number as milliseconds and refuses seconds and nanoseconds', () => {
  expect(parseStartTime(at(1_754_065_404_895.5))).toBe(1_754_065_404_895)
  expect(() => parseStartTime(at(1_754_065_404))).toThrow('another unit')
  expect(() => parseStartTime(at(1_754_065_404_895_557_000))).toThrow('another unit')
})

describe('parsePicoUsd', () => {
  it.each([
    ['0.1', 100_000_000_000],
    ['0.0000001', 100_000],
    ['1e-7', 100_000],
    ['12.5E-1', 1_250_000_000_000],
    ['.5', 500_000_000_000],
    ['3', 3_000_000_000_000],
    ['0', 0],
    ['0.0000000000005', 1],
    ['0.00000000000049', 0],
    ['4.9e-13', 0],
    ['5e-13', 1],
  ])('reads %s as %d exactly', (text, expected) => {
    expect(parsePicoUsd(text)).toBe(expected)
  })

  it.each(['-0.1', '', '.', '$1', '1,5', 'NaN', 'Infinity', '9007.2', '1e99'])('does not read %s', text => {
    expect(parsePicoUsd(text)).toBeUndefined()
  })

  it('reads back every amount written with twelve decimals', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), pico => {
        const digits = String(pico).padStart(13, '0')
        expect(parsePicoUsd(`${digits.slice(0, -12)}.${digits.slice(-12)}`)).toBe(pico)
      }),
    )
  })
})

describe('parseFinish', () => {
  it.each([
    ['completed', 'user_stop agent_stop stop completed done end_turn'],
    ['step-limit', 'max_steps max_turns step-limit length-of-run'],
    ['error', 'too_many_errors agent_error error'],
    ['timeout', 'timeout TIMED_OUT'],
  ])('knows the words for %s', (kind, words) => {
    expect(words.split(' ').map(word => parseFinish(at(word)))).toEqual(
      words.split(' ').map(() => ({ kind })),
    )
  })

  it('keeps a word it does not know', () => {
    expect(parseFinish(at('handed_over'))).toEqual({ kind: 'unknown', word: 'handed_over' })
    expect(parseFinish(at(null))).toBeUndefined()
  })
})

it('reads outcomes from switches and numbers, never from text', () => {
  expect([true, false, 0.5, null].map(value => parseOutcome(at(value)))).toEqual([1, 0, 0.5, undefined])
  expect(() => parseOutcome(at('1'))).toThrow(
    '/field: expected a boolean or a number in [0, 1], found a string',
  )
})

it('reads flags as text, leaves out null and refuses nested ones', () => {
  expect(parseFlags(at({ a: 'on', b: true, c: 2, d: null }))).toEqual({ a: 'on', b: 'true', c: '2' })
  expect(() => parseFlags(at({ a: {} }))).toThrow('a flag is not a string, number or boolean')
})

it('reads a support flag with its reason, its reason alone, or none', () => {
  const given = [{ reason: 'wrong refund' }, 'wrong refund', true, {}, false, null]
  expect(given.map(value => parseSupportFlag(at(value))?.reason)).toEqual([
    'wrong refund',
    'wrong refund',
    '',
    '',
    undefined,
    undefined,
  ])
})
