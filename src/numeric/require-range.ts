import { NumericError } from '../errors/numeric-error.ts'

/**
 * Nothing, when `value` is finite and in [low, high].
 *
 * @throws {NumericError} `non-finite` or `out-of-range`, naming the argument and the value.
 */
export function requireRange(name: string, value: number, low: number, high: number): void {
  if (Number.isNaN(value)) {
    throw new NumericError(`Expected \`${name}\` to be a number, got NaN`, { reason: 'non-finite' })
  }
  if (value < low || value > high) {
    throw new NumericError(`Expected \`${name}\` in [${low}, ${high}], got ${value}`, {
      reason: 'out-of-range',
    })
  }
}

/**
 * Nothing, when `value` is an integer in [low, high].
 *
 * @throws {NumericError} `non-finite` or `out-of-range`, naming the argument and the value.
 */
export function requireInteger(name: string, value: number, low: number, high: number): void {
  requireRange(name, value, low, high)
  if (!Number.isInteger(value)) {
    throw new NumericError(`Expected \`${name}\` to be an integer, got ${value}`, { reason: 'out-of-range' })
  }
}

/**
 * Nothing, when no value is NaN or infinite.
 *
 * @throws {NumericError} `non-finite`, naming the argument and the first bad index.
 */
export function requireFinite(name: string, values: readonly number[]): void {
  const index = values.findIndex(value => !Number.isFinite(value))
  if (index >= 0) {
    throw new NumericError(`Expected \`${name}\` to be finite, got ${values[index]} at index ${index}`, {
      reason: 'non-finite',
    })
  }
}
