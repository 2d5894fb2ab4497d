import { NumericError } from '../../errors/numeric-error.ts'
import { requireInteger, requireRange } from '../../numeric/require-range.ts'
import { sum } from '../../numeric/sum.ts'

/**
 * Inclusion probabilities in proportion to sizes, none above 1, summing to `count`: what would exceed 1 is certain and
 * the rest shared out again.
 *
 * @param sizes - > 0, on any scale.
 * @param count - integer in [1, sizes.length].
 * @throws {NumericError} `out-of-range`.
 * @see Sarndal, Swensson & Wretman 1992, section 3.6.2.
 */
export function inclusionProbabilities(sizes: readonly number[], count: number): readonly number[] {
  requireInteger('count', count, 1, sizes.length)
  for (const size of sizes) requireRange('sizes', size, Number.MIN_VALUE, Number.MAX_VALUE)
  const certain = new Set<number>()
  for (;;) {
    const rest = sum(sizes.filter((_, index) => !certain.has(index)))
    const factor = (count - certain.size) / rest
    const over = sizes.flatMap((size, index) => (!certain.has(index) && size * factor >= 1 ? [index] : []))
    if (over.length === 0 || certain.size === count) {
      return sizes.map((size, index) => (certain.has(index) ? 1 : size * factor))
    }
    for (const index of over) certain.add(index)
  }
}

/**
 * Indices of a systematic sample: every unit has exactly its probability, the number drawn is exactly the sum of the
 * probabilities, and of any run of neighbours the number drawn is what is expected, give or take less than one.
 *
 * @param probabilities - in (0, 1]; their sum is an integer up to rounding.
 * @param start - uniform on [0, 1): the only chance there is.
 * @throws {NumericError} `out-of-range`.
 * @see Madow 1949.
 */
export function systematicSample(probabilities: readonly number[], start: number): readonly number[] {
  requireRange('start', start, 0, 1 - Number.EPSILON / 2)
  for (const probability of probabilities) requireRange('probabilities', probability, Number.MIN_VALUE, 1)
  // Whoever is certain takes no part: no rounding can leave it out.
  const open = [...probabilities.keys()].filter(index => (probabilities[index] ?? 0) < 1)
  const total = sum(open.map(index => probabilities[index] ?? 0))
  const draws = Math.round(total)
  if (Math.abs(total - draws) > 1e-6) {
    throw new NumericError(`Expected \`probabilities\` of a whole sum, got ${total}`, {
      reason: 'out-of-range',
    })
  }
  const drawn = new Set(probabilities.keys().filter(index => probabilities[index] === 1))
  let passed = 0
  let taken = 0
  for (const [position, index] of open.entries()) {
    passed += probabilities[index] ?? 0
    // The end is exact, wherever the rounding of the sum has led.
    const reached = position === open.length - 1 ? draws : passed
    const hits = Math.min(draws, Math.ceil(reached - start))
    if (hits > taken) {
      drawn.add(index)
      taken += 1
    }
  }
  return [...drawn].sort((a, b) => a - b)
}
