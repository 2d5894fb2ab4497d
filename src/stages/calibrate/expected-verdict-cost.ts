import type { PriceMode } from '../../models/prices/cost-of.ts'
import { tierOf } from '../../models/prices/price-of.ts'
import type { PriceRow } from '../../models/prices/price-table.ts'

/** What one vote is expected to use. */
export type ExpectedVote = {
  /** All of the input. */
  readonly inputTokens: number
  /** The part of it every vote begins with: rubric, schema, tools. */
  readonly prefixTokens: number
  /** How often the provider has that part in its cache, in [0, 1]; 0 where caching is not asked for. */
  readonly cacheReadProbability: number
  /** Reasoning included: what 19 votes of 20 stay below. */
  readonly p95OutputTokens: number
}

/** How often a judge has to be asked until there is a verdict. */
export type VotesNeeded = {
  /** Votes on a pair on average, e.g. 2 plus the flip rate. */
  readonly votesPerVerdict: number
  /** Share of the answers that can be read as a vote, in [0, 1]. */
  readonly validShare: number
}

/**
 * What one valid verdict is expected to cost, pico-dollars, not rounded: (input at its price, the cached part at the
 * price of reading it, plus P95 output) x mode x votes / share of valid answers.
 *
 * @returns undefined when a price is not known or no answer is ever valid: never 0 for what nobody knows.
 * @see infrastructure design R3; the number of votes is ours, for a judge that flips often asks a third time often.
 */
export function expectedVerdictCost(
  row: PriceRow,
  { inputTokens, prefixTokens, cacheReadProbability, p95OutputTokens }: ExpectedVote,
  { votesPerVerdict, validShare }: VotesNeeded,
  mode: PriceMode,
): number | undefined {
  const tier = tierOf(row, inputTokens)
  const ratio = mode === 'standard' ? { num: 1, den: 1 } : row.modes[mode]
  if (tier?.outputPicoUsd === undefined || ratio === undefined || validShare <= 0) return undefined
  const cached = Math.min(prefixTokens, inputTokens) * cacheReadProbability
  // A model without a price for reading its cache has no cache: that input is paid in full.
  const readPicoUsd = tier.cacheReadPicoUsd ?? tier.inputPicoUsd
  const vote =
    (inputTokens - cached) * tier.inputPicoUsd + cached * readPicoUsd + p95OutputTokens * tier.outputPicoUsd
  return (vote * ratio.num * votesPerVerdict) / (ratio.den * validShare)
}
