/** A number of a source as it was written: a price is read from these digits, never from the double next to them. */
export class SourceNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** JSON or TOML with every number kept as written. */
export type SourceValue =
  | SourceNumber
  | string
  | boolean
  | null
  | readonly SourceValue[]
  | { readonly [key: string]: SourceValue }

/** Powers of ten from dollars per token, and from dollars per million tokens, to pico-dollars per token. */
export const PER_TOKEN = 12
export const PER_MILLION = 6

const DECIMAL = /^\+?(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/

/**
 * Whole pico-dollars per token, exact; what is finer than a pico-dollar is rounded up, so that nothing is ever
 * booked for less than it costs.
 *
 * @param value - digits as written, `3e-07` or `0.0025`; TOML's underscores are allowed.
 * @returns undefined for what is no price: absent, negative, not a number, beyond 2^53.
 */
export function picoUsdPerToken(value: SourceValue | undefined, power: number): number | undefined {
  if (!(value instanceof SourceNumber)) return undefined
  const match = DECIMAL.exec(value.text.replaceAll('_', ''))
  if (match === null) return undefined
  const [, whole = '', fraction = '', exponent = '0'] = match
  const shift = power + Number(exponent) - fraction.length
  const digits = BigInt(whole + fraction)
  const pico = shift >= 0 ? digits * 10n ** BigInt(shift) : ceilOf(digits, 10n ** BigInt(-shift))
  const result = Number(pico)
  return Number.isSafeInteger(result) ? result : undefined
}

function ceilOf(value: bigint, divisor: bigint): bigint {
  return (value + divisor - 1n) / divisor
}
