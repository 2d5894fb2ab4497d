import type { TraceTraits } from './sampling-plan.ts'
import { stateOf, UNSET } from './trait-states.ts'

/** Stands for every flag that divides the traffic. */
const ALL_FLAGS = 'flags'

/** A flag whose rarer states together hold less of the traffic is left to the estimate. */
const LEAST_SHARE = 0.05
/** Each flag multiplies the cells: more of them would be too small to draw from. */
const MOST_FLAGS = 2

/**
 * The fields to stratify by with `flags` written out: the flags that divide the traffic most evenly, at most two, of which
 * all states but the most common one hold at least 5%. A trace without the flag is in a state of its own.
 */
export function stratifyingFields(
  stratifyBy: readonly string[],
  population: readonly TraceTraits[],
): readonly string[] {
  if (!stratifyBy.includes(ALL_FLAGS)) return stratifyBy
  const named = stratifyBy.filter(field => field !== ALL_FLAGS)
  const names = new Set(population.flatMap(({ flags }) => Object.keys(flags)))
  const dividing = [...names]
    .map(name => `flags.${name}`)
    .filter(field => !named.includes(field))
    .map(field => ({ field, share: minorityShare(field, population) }))
    .filter(({ share }) => share >= LEAST_SHARE)
    .sort((a, b) => b.share - a.share || (a.field < b.field ? -1 : 1))
  return [...named, ...dividing.slice(0, MOST_FLAGS).map(({ field }) => field)]
}

function minorityShare(field: string, population: readonly TraceTraits[]): number {
  const counts = new Map<string, number>()
  for (const traits of population) {
    const state = stateOf(field, traits) ?? UNSET
    counts.set(state, (counts.get(state) ?? 0) + 1)
  }
  return 1 - Math.max(...counts.values()) / population.length
}
