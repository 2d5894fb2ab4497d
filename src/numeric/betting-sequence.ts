import { requireRange } from './require-range.ts'

/** No bet risks more than this part of the capital. */
const LARGEST_RISK = 0.5
/** Steps of the grid of means an interval is read from. */
const GRID = 1_000

/**
 * How much to bet on each observation, from those before it alone: large while little is known, small where the
 * observations vary.
 *
 * @param values - in [0, 1].
 * @param alpha - error rate in (0, 1).
 * @returns one per value, > 0, not yet bounded by what a bet may risk.
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see Waudby-Smith & Ramdas 2024, equation 26 ("predictable plug-in").
 */
export function predictableBets(values: readonly number[], alpha: number): readonly number[] {
  requireRange('alpha', alpha, Number.MIN_VALUE, 1 - Number.EPSILON)
  const bets: number[] = []
  let total = 0.5
  let squares = 0.25
  for (const [index, value] of values.entries()) {
    requireRange(`values[${index}]`, value, 0, 1)
    const time = index + 1
    const variance = squares / time
    bets.push(Math.sqrt((-2 * Math.log(alpha)) / (variance * time * Math.log1p(time))))
    total += value
    squares += (value - total / (time + 1)) ** 2
  }
  return bets
}

/**
 * Natural logarithm of the capital of a player who bets that the mean is above `mean`, starting with 1. It is a test at
 * every time at once: where the mean is not above, the capital ever reaches 1 / alpha with chance at most alpha.
 *
 * @param values - independent or in random order, in [0, 1].
 * @param mean - largest mean of the null hypothesis, in (0, 1].
 * @param bets - one per value, from those before it.
 * @returns one per value: the capital after it. Logarithms, because a product would leave the range of a float.
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see Waudby-Smith & Ramdas 2024, section 4.
 */
export function logCapital(
  values: readonly number[],
  mean: number,
  bets: readonly number[],
): readonly number[] {
  requireRange('mean', mean, Number.MIN_VALUE, 1)
  let logarithm = 0
  return values.map((value, index) => {
    const bet = Math.min(bets[index] ?? 0, LARGEST_RISK / mean)
    logarithm += Math.log1p(bet * (value - mean))
    return logarithm
  })
}

/**
 * Natural logarithm of the larger of two capitals of one half each, one betting that the mean is above, the other that
 * it is below `mean`: at least 1 / alpha ever, with chance at most alpha, where the mean is exactly that.
 *
 * @param mean - in [0, 1].
 * @throws {NumericError} `out-of-range`, `non-finite`.
 */
export function logHedgedCapital(
  values: readonly number[],
  mean: number,
  bets: readonly number[],
): readonly number[] {
  // At the ends of the scale one of the two has nothing to lose: its bets are bounded by nothing, its capital by all.
  const inside = Math.min(Math.max(mean, 1e-12), 1 - 1e-12)
  const above = logCapital(values, inside, bets)
  const below = logCapital(
    values.map(value => 1 - value),
    1 - inside,
    bets,
  )
  return above.map((logarithm, index) => Math.max(logarithm, below[index] ?? 0) - Math.LN2)
}

/**
 * Interval that covers the mean of values in [0, 1] at every time at once, with no assumption on their distribution:
 * the means on a grid of 1/1000 against which no hedged capital ever reached 1 / alpha, one step wider at both ends.
 * More values never widen it.
 *
 * @param values - independent or in random order.
 * @param alpha - two-sided error rate in (0, 1).
 * @returns bounds after the last value; [0, 1] without any.
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see Waudby-Smith & Ramdas 2024, theorem 3, and the `confseq` package for the grid.
 */
export function bettingInterval(values: readonly number[], alpha: number): readonly [number, number] {
  // Each of the two players is given half of alpha.
  const bets = predictableBets(values, alpha / 2)
  const isKept = (step: number): boolean =>
    logHedgedCapital(values, step / GRID, bets).every(logarithm => logarithm <= -Math.log(alpha))
  const kept = Array.from({ length: GRID + 1 }, (_, step) => step).filter(isKept)
  const low = (kept[0] ?? 0) - 1
  const high = (kept.at(-1) ?? GRID) + 1
  return [Math.max(0, low) / GRID, Math.min(GRID, high) / GRID]
}
