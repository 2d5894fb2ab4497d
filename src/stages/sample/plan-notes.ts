import type { CellSample, StratumSample } from '../../records/sample.ts'
import type { SamplingPlan } from './sampling-plan.ts'
import { UNSET } from './trait-states.ts'

/**
 * What a person should know of a draw that is not what the plan asked for; empty when it is.
 *
 * @param limit - traces of a session the sample may hold.
 */
export function planNotes(
  plan: SamplingPlan,
  cells: readonly CellSample[],
  strata: readonly StratumSample[],
  limit: number,
): readonly string[] {
  return [
    ...strategyNotes(plan),
    ...stateNotes(plan, cells),
    ...sizeNotes(plan, strata),
    ...(limit > 2 && plan.targetSize < populationOf(strata)
      ? [
          `There are too few sessions for two traces of each to fill the sample: up to ${limit} of a session were drawn.`,
        ]
      : []),
  ]
}

function strategyNotes({ strategy, allocation, spreads, stratifyBy = [] }: SamplingPlan): readonly string[] {
  const notes: string[] = []
  if (strategy === 'replay') {
    if (stratifyBy.length > 0)
      notes.push('`strategy: replay` draws from all traffic: `stratify_by` changes nothing.')
    return notes
  }
  if (allocation === 'neyman' && (spreads?.size ?? 0) === 0) {
    notes.push(
      'No earlier week says how much differences vary in each stratum: `allocation: neyman` is `proportional` this time.',
    )
  }
  return notes
}

function stateNotes({ stratifyBy = [] }: SamplingPlan, cells: readonly CellSample[]): readonly string[] {
  if (cells.length === 0) return []
  const missing = stratifyBy.filter(field =>
    cells.every(({ states }) => states[field] === undefined || states[field] === UNSET),
  )
  const folded = new Set(
    cells
      .filter(cell => cell.customerId === undefined && Object.keys(cell.states).length < stratifyBy.length)
      .map(cell => cell.stratumId),
  )
  return [
    ...missing.map(field => `\`stratify_by\`: no trace has a state of \`${field}\`.`),
    ...(folded.size === 0
      ? []
      : [
          `In ${folded.size === 1 ? '1 stratum' : `${folded.size} strata`} there are more cells than draws can fill: the smallest were drawn together.`,
        ]),
  ]
}

function sizeNotes({ targetSize }: SamplingPlan, strata: readonly StratumSample[]): readonly string[] {
  const target = Math.min(targetSize, populationOf(strata))
  const size = strata.reduce((total, row) => total + row.sampleSize, 0)
  const empty = strata.filter(row => row.sampleSize === 0).length
  return [
    ...(size < target
      ? [`${size} of ${target} traces were drawn: no more could be without more of one session.`]
      : []),
    ...(empty > 0 && targetSize < strata.length
      ? [
          `The target of ${targetSize} is below the number of strata: ${empty} of ${strata.length} were left out.`,
        ]
      : []),
  ]
}

function populationOf(strata: readonly StratumSample[]): number {
  return strata.reduce((total, row) => total + row.populationSize, 0)
}
