import { BudgetError } from '../errors/budget-error.ts'
import { formatCost, formatCount } from '../numeric/format-number.ts'
import type { Sample } from '../records/sample.ts'
import { shrinkAllocation } from '../stages/sample/shrink-allocation.ts'
import type { RunForecast } from './forecast-run.ts'

export type FittedSample = { readonly sample: Sample; readonly forecast: RunForecast | undefined }

/** Fewer pairs than these say nothing about a week. */
const FEWEST_PAIRS = 2

/**
 * The sample as far as the budget pays for it: strata shrink in proportion, none below its floor while the floors fit,
 * and the precision that costs stands in the sample's notes.
 *
 * @param draw - the sample of a given size.
 * @throws {BudgetError} when the budget pays for nothing.
 */
export async function fitToBudget(
  targetSize: number,
  draw: (size: number) => Sample,
  forecastOf: (sample: Sample) => Promise<RunForecast | undefined>,
): Promise<FittedSample> {
  const wanted = draw(targetSize)
  const forecast = await forecastOf(wanted)
  const pays = forecast?.affordablePairs ?? wanted.draws.length
  if (forecast === undefined || pays >= wanted.draws.length) return { sample: wanted, forecast }
  const left = forecast.cost.budget?.leftPicoUsd ?? 0
  if (pays < FEWEST_PAIRS) {
    throw new BudgetError(
      `Expected a budget that pays for at least ${FEWEST_PAIRS} pairs, found ${formatCost(left)} left where the run needs up to ${formatCost(Math.ceil(forecast.cost.costPicoUsd.high))}`,
      {
        reason: 'cap',
        capPicoUsd: undefined,
        bookedPicoUsd: 0,
        neededPicoUsd: Math.ceil(forecast.cost.costPicoUsd.high),
        hint: 'raise cost_controls.max_weekly_budget_usd, name a cheaper judge, or wait for the next window: `tidegate budget`',
      },
    )
  }
  const smaller = draw(pays)
  const { widthFactor } = shrinkAllocation(
    wanted.strata.map(({ populationSize, sampleSize }) => ({ populationSize, sampleSize, floor: 0 })),
    pays,
  )
  const wider =
    widthFactor === undefined
      ? 'some strata have no draws left'
      : `intervals are about ${widthFactor.toFixed(2)} times as wide`
  const note = `the budget pays for ${formatCount(smaller.draws.length)} of ${formatCount(wanted.draws.length)} traces (${formatCost(left)} left, up to ${formatCost(Math.ceil(forecast.cost.costPicoUsd.high))} needed): ${wider}`
  return { sample: { ...smaller, notes: [...(smaller.notes ?? []), note] }, forecast }
}
