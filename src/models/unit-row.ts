import { unusableReply } from './unusable-reply.ts'

/**
 * The vector scaled to unit length, in single precision.
 *
 * @throws {ProviderError} `bad-response` when it has another length than `dimensions`, a number that is not finite,
 *   or no direction.
 */
export function unitRow(vector: Float32Array, dimensions: number, provider: string): Float32Array {
  let squares = 0
  for (const value of vector) squares += value * value
  const length = Math.sqrt(squares)
  if (vector.length !== dimensions || !Number.isFinite(length) || length === 0) {
    const found =
      vector.length !== dimensions
        ? `${vector.length}`
        : length === 0
          ? 'zeros'
          : 'numbers that are not finite'
    throw unusableReply(provider, `vectors of ${dimensions} finite numbers`, found)
  }
  return vector.map(value => value / length)
}
