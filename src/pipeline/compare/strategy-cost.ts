import type { Config } from '../../config/config.ts'
import type { Dependencies } from '../../dependencies.ts'
import { type ExpectedRange, exactly } from '../../models/spend/expected-range.ts'
import type { Strategy, StrategyCost } from '../../records/comparison.ts'
import type { RedactedTrace } from '../../records/trace.ts'
import { forecastTraces } from '../forecast-run.ts'

/**
 * What a run of a strategy costs, over several draws of it.
 *
 * @param draws - the traces of each draw.
 * @param share - of pairs that only a judge can decide; a judge without a replay is asked about every answer.
 */
export function strategyCost(
  strategy: Strategy,
  draws: readonly (readonly RedactedTrace[])[],
  share: ExpectedRange,
  config: Config,
  deps: Pick<Dependencies, 'pricing' | 'judge' | 'live'>,
): StrategyCost {
  if (!deps.judge.isLanguageModel && deps.live === undefined) return { kind: 'none' }
  const { pricing } = deps
  const isJudgePriced = !deps.judge.isLanguageModel || pricing?.judge !== undefined
  if (pricing === undefined || !isJudgePriced) return { kind: 'unknown' }
  const isAlone = strategy === 'judge_only'
  const costs = draws.flatMap(
    traces =>
      forecastTraces(
        traces,
        isAlone ? exactly(1) : share,
        isAlone ? 'judge' : 'answers-and-judge',
        config,
        pricing,
      )?.costPicoUsd ?? [],
  )
  if (costs.length < draws.length || costs.length === 0) return { kind: 'unknown' }
  const meanOf = (pick: (cost: ExpectedRange) => number) =>
    costs.reduce((sum, cost) => sum + pick(cost), 0) / costs.length
  const expected = meanOf(cost => cost.expected)
  return {
    kind: 'forecast',
    low: Math.round(meanOf(cost => cost.low)),
    expected: Math.round(expected),
    high: Math.round(meanOf(cost => cost.high)),
    drawSpread:
      costs.length < 2
        ? null
        : Math.round(
            Math.sqrt(
              costs.reduce((sum, cost) => sum + (cost.expected - expected) ** 2, 0) / (costs.length - 1),
            ),
          ),
  }
}
