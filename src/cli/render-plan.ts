import type { ExpectedRange } from '../models/spend/expected-range.ts'
import { formatCost, formatCount } from '../numeric/format-number.ts'
import type { RunPlan } from '../pipeline.ts'

/** What a run would draw and pay, line by line, for `--dry-run`. */
export function planLines({ sample, strata, populationSize, forecast }: RunPlan): readonly string[] {
  return [
    `would compare ${formatCount(sample.draws.length)} of ${formatCount(populationSize)} traces from ${formatCount(strata.strata.length)} strata`,
    ...(sample.notes ?? []).map(note => `  ${note}`),
    ...(forecast === undefined
      ? ['would cost nothing: no model of the config is paid for']
      : [
          `would cost ${money(forecast.costPicoUsd)}, at worst ${formatCost(forecast.worstPicoUsd)}`,
          ...forecast.parts.map(
            part =>
              `  ${part.purpose}: ${part.provider}/${part.model}, ${count(part.calls)} calls, ${money(part.costPicoUsd)}`,
          ),
          forecast.budget === undefined
            ? 'no weekly budget is set (cost_controls.max_weekly_budget_usd)'
            : `${formatCost(forecast.budget.leftPicoUsd)} of the week's budget is left: ${forecast.budget.isEnough ? 'enough' : 'not enough for everything the sample was to be'}`,
        ]),
    'nothing was answered, judged or paid',
  ]
}

/** The same for programs: money in pico-dollars, null where no model is paid for. */
export function planDocument({ sample, strata, populationSize, forecast }: RunPlan) {
  return {
    sampleSize: sample.draws.length,
    population: populationSize,
    strata: strata.strata.length,
    notes: sample.notes ?? [],
    forecast: forecast ?? null,
  }
}

function money({ low, expected, high }: ExpectedRange): string {
  return `about ${formatCost(Math.round(expected))} (${formatCost(Math.round(low))} to ${formatCost(Math.round(high))})`
}

function count({ low, expected, high }: ExpectedRange): string {
  const [least, mean, most] = [low, expected, high].map(each => formatCount(Math.round(each)))
  return least === most ? (mean ?? '') : `${mean} (${least} to ${most})`
}
