const DIGITS = 1 << 16
/** Below this sorting by comparison is faster than passing over the digits. */
const SMALL = 4096

/**
 * Positions of `weights` in ascending order of weight, equal weights in ascending order of position. Linear time.
 *
 * Radix sort on the bits of the numbers, which for numbers >= 0 are ordered as the numbers are.
 *
 * @param weights - finite or infinite, >= 0, no negative zero.
 */
export function orderByWeight(weights: Float64Array): Int32Array {
  const order = Int32Array.from({ length: weights.length }, (_, position) => position)
  if (weights.length < SMALL) return order.sort((a, b) => compare(weights[a]!, weights[b]!) || a - b)
  const words = new Uint16Array(weights.buffer, weights.byteOffset, weights.length * 4)
  let from = order
  let to = new Int32Array(weights.length)
  for (let word = 0; word < 4; word++) {
    scatter(words, word, from, to)
    ;[from, to] = [to, from]
  }
  return from
}

function scatter(words: Uint16Array, word: number, from: Int32Array, to: Int32Array): void {
  const starts = new Int32Array(DIGITS + 1)
  for (let at = 0; at < from.length; at++) {
    const digit = words[at * 4 + word]! + 1
    starts[digit] = starts[digit]! + 1
  }
  for (let digit = 0; digit < DIGITS; digit++) starts[digit + 1] = starts[digit + 1]! + starts[digit]!
  for (let at = 0; at < from.length; at++) {
    const position = from[at]!
    const digit = words[position * 4 + word]!
    to[starts[digit]!] = position
    starts[digit] = starts[digit]! + 1
  }
}

/** Subtraction would make NaN of two infinities. */
function compare(a: number, b: number): number {
  return a < b ? -1 : Number(a > b)
}
