import { InvalidArgumentError } from 'commander'

/** A whole number of at least 1. */
export function positiveInteger(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('Expected a whole number of at least 1.')
  return value
}

/** A whole number from 1 to 1000. */
export function upToThousand(text: string): number {
  const value = positiveInteger(text)
  if (value > 1000) throw new InvalidArgumentError('Expected at most 1000.')
  return value
}

/** A port; 0 is any free one. */
export function port(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('Expected a port, 0 to 65535.')
  return value
}

/** A number above 0, at most 1000. */
export function weight(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= 1000)) throw new InvalidArgumentError('Expected a number above 0 to 1000.')
  return value
}

/** Reads one of a few words. */
export function oneOf<T extends string>(...allowed: readonly T[]): (text: string) => T {
  return text => {
    const found = allowed.find(each => each === text)
    if (found === undefined) throw new InvalidArgumentError(`Expected ${allowed.join(' or ')}.`)
    return found
  }
}

/** A number of days, 1 to 36500. */
export function days(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 36_500)
    throw new InvalidArgumentError('Expected a whole number of days from 1 to 36500.')
  return value
}
