import { requireInteger } from './require-range.ts'

export type MonteCarloOptions = {
  /** Always drawn; integer >= 1. */
  readonly draws: number
  /** Drawn at most, when the p-value is small and needs the resolution; integer >= `draws`. */
  readonly maxDraws: number
}

export type MonteCarloTest = {
  /** In (0, 1]. */
  readonly pValue: number
  /** The first `draws` values under the null hypothesis. */
  readonly nullValues: Float64Array
}

/** Exceedances that settle a p-value to about a fifth of itself. */
const ENOUGH = 20

/**
 * The upper-tail p-value of `statistic` against values drawn under the null hypothesis, ties counted as exceedances.
 * Drawing goes on past `draws` only while fewer than 20 values reach the statistic. Valid at every level: the chance of
 * p <= alpha is at most alpha when the draws and the statistic are exchangeable.
 *
 * @throws {NumericError} `out-of-range`.
 * @see Davison & Hinkley 1997, section 4.2; Besag & Clifford 1991 for the stopping rule.
 */
export function monteCarloPValue(
  statistic: number,
  drawNull: () => number,
  { draws, maxDraws }: MonteCarloOptions,
): MonteCarloTest {
  requireInteger('draws', draws, 1, 1e7)
  requireInteger('maxDraws', maxDraws, draws, 1e8)
  const nullValues = new Float64Array(draws)
  let exceedances = 0
  let drawn = 0
  while (drawn < draws || (exceedances < ENOUGH && drawn < maxDraws)) {
    const value = drawNull()
    if (drawn < draws) nullValues[drawn] = value
    if (value >= statistic) exceedances += 1
    drawn += 1
  }
  // Past the fixed draws the last value is the exceedance that stopped the search, or there was none.
  const hasStopped = drawn > draws && exceedances === ENOUGH
  return { pValue: hasStopped ? exceedances / drawn : (exceedances + 1) / (drawn + 1), nullValues }
}
