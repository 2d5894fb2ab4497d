import { type Rng, randomInteger } from './random.ts'
import { requireInteger } from './require-range.ts'

/**
 * A generator of random subsets of {0, ..., n - 1} of `size` members, every subset equally likely and independent of
 * the ones before. The array it returns is reused by the next call.
 *
 * @throws {NumericError} `out-of-range` unless 0 <= size <= n.
 */
export function randomSubsets(n: number, size: number, rng: Rng): () => Int32Array {
  requireInteger('size', size, 0, n)
  const order = Int32Array.from({ length: n }, (_, index) => index)
  return () => {
    // A partial Fisher-Yates shuffle is uniform from any starting order.
    for (let at = 0; at < size; at += 1) {
      const other = at + randomInteger(rng, n - at)
      const moved = order[at]!
      order[at] = order[other]!
      order[other] = moved
    }
    return order.subarray(0, size)
  }
}
