import { isAbsent, type Located } from './located.ts'
import { unexpected } from './row-error.ts'

const PICO_DIGITS = 12
const DECIMAL = /^\+?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/

/**
 * Integer pico-dollars of a decimal dollar amount, computed on its digits: `0.1` is exactly
 * 100,000,000,000. Digits past the twelfth are rounded half up. Undefined when the text is no
 * non-negative amount below 9,007 dollars (2^53 pico-dollars).
 */
export function parsePicoUsd(text: string): number | undefined {
  const match = DECIMAL.exec(text.trim())
  const whole = match?.[1] ?? ''
  const fraction = match?.[2] ?? ''
  if (match === null || whole + fraction === '') return undefined
  const point = whole.length + Number(match[3] ?? 0) + PICO_DIGITS
  const digits = whole + fraction
  const kept = point <= 0 ? '' : digits.slice(0, point).padEnd(point, '0')
  const isRoundedUp = point >= 0 && (digits[point] ?? '0') >= '5'
  const pico = BigInt(kept === '' ? '0' : kept) + (isRoundedUp ? 1n : 0n)
  return pico <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(pico) : undefined
}

/** The cost at this place, in pico-dollars; undefined when the row has none. @throws {RowError} when it is no amount. */
export function parseCost(located: Located): number | undefined {
  if (isAbsent(located)) return undefined
  const { value, at } = located
  const isAmount = typeof value === 'string' || typeof value === 'number'
  const pico = isAmount ? parsePicoUsd(String(value)) : undefined
  if (pico === undefined) throw unexpected(at, 'a non-negative amount of dollars', value)
  return pico
}
