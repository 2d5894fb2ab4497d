import { type ExpectedRange, exactly, sumOfRanges } from './expected-range.ts'
import type { CallForecast } from './forecast-calls.ts'

/** What a run is going to cost. */
export type CostForecast = {
  readonly calls: ExpectedRange
  readonly inputTokens: ExpectedRange
  readonly outputTokens: ExpectedRange
  /** Pico-dollars, not rounded. */
  readonly costPicoUsd: ExpectedRange
  /** If everything goes as badly as it can, integer pico-dollars. */
  readonly worstPicoUsd: number
  /** Of what is left of the window's budget; undefined: no cap. */
  readonly budget: { readonly leftPicoUsd: number; readonly isEnough: boolean } | undefined
  readonly parts: readonly CallForecast[]
}

/**
 * The sum of a run's calls. The budget is enough when it pays for the upper end of the range and, beside it, for
 * the worst case of the dearest call, without which the last calls would not be admitted.
 *
 * @param leftPicoUsd - what is left of the window's budget; undefined: no cap.
 */
export function forecastCost(parts: readonly CallForecast[], leftPicoUsd: number | undefined): CostForecast {
  const costPicoUsd = parts.length === 0 ? exactly(0) : sumOfRanges(parts.map(part => part.costPicoUsd))
  const needed = costPicoUsd.high + dearestCall(parts)
  return {
    calls: sumOfRanges(parts.map(part => part.calls)),
    inputTokens: sumOfRanges(parts.map(part => part.inputTokens)),
    outputTokens: sumOfRanges(parts.map(part => part.outputTokens)),
    costPicoUsd,
    worstPicoUsd: parts.reduce((sum, part) => sum + part.worstPicoUsd, 0),
    budget: leftPicoUsd === undefined ? undefined : { leftPicoUsd, isEnough: needed <= leftPicoUsd },
    parts,
  }
}

/**
 * How many pairs the budget pays for, at the upper end of their range: integer in [0, pairs].
 *
 * @param perPair - calls that there are more of with every pair; their `items` are the pairs.
 * @param fixed - calls that are made whatever the sample's size (controls, adversarial cases).
 */
export function affordableSize(
  pairs: number,
  perPair: readonly CallForecast[],
  fixed: readonly CallForecast[],
  leftPicoUsd: number,
): number {
  const costOfPairs = sumOfRanges(perPair.map(part => part.costPicoUsd)).high
  const costOfRest =
    sumOfRanges(fixed.map(part => part.costPicoUsd)).high + dearestCall([...perPair, ...fixed])
  const forPairs = leftPicoUsd - costOfRest
  if (forPairs < 0) return 0
  if (costOfPairs <= forPairs) return pairs
  return Math.min(pairs, Math.floor((pairs * forPairs) / costOfPairs))
}

function dearestCall(parts: readonly CallForecast[]): number {
  return parts.reduce((most, part) => Math.max(most, part.worstCallPicoUsd), 0)
}
