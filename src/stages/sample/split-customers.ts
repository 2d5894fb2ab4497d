import type { TraceId } from '../../records/ids.ts'
import { allocate } from './allocate.ts'

/** Part of a stratum with its share of the draws: one dominant customer, or everyone else. */
export type CustomerBranch = {
  /** Undefined: everyone who does not dominate. */
  readonly customerId: string | undefined
  readonly members: readonly TraceId[]
  /** Draws, integer; 1 or more, at most `members.length`. */
  readonly size: number
}

/**
 * The stratum split so that no customer dominates its sample: a customer who would expect more than
 * `cap` of the draws gets exactly `cap` of them as a branch of its own, and the rest goes to the others,
 * until nobody is left above the cap. What the others cannot take (they are too few) returns to the
 * dominant customers, so that the branches sum to `size`.
 *
 * It reads the population alone, never what was drawn: inclusion probabilities stay exact.
 *
 * @param size - draws of the stratum, integer in [1, members.length].
 * @param cap - integer >= 1.
 * @returns the others first when there are any, then the dominant customers, the largest first.
 */
export function splitCustomers(
  members: readonly TraceId[],
  size: number,
  cap: number,
  customerOf: (traceId: TraceId) => string | undefined,
): readonly CustomerBranch[] {
  const whole = [{ customerId: undefined, members, size }]
  if (size >= members.length || size <= cap) return whole
  const dominant = dominantCustomers(countsOf(members, customerOf), members.length, size, cap)
  if (dominant.length === 0) return whole

  const byCustomer = new Map<string, TraceId[]>(dominant.map(customerId => [customerId, []]))
  const others: TraceId[] = []
  for (const traceId of members) (byCustomer.get(customerOf(traceId) ?? '') ?? others).push(traceId)
  const forOthers = Math.min(others.length, size - dominant.length * cap)
  const sizes = allocate(
    [...byCustomer.values()].map(own => ({ weight: own.length, floor: cap, cap: own.length })),
    size - forOthers,
  )
  const branches = [...byCustomer].map(([customerId, own], index) => ({
    customerId,
    members: own,
    size: sizes[index] ?? 0,
  }))
  return others.length === 0
    ? branches
    : [{ customerId: undefined, members: others, size: forOthers }, ...branches]
}

/** Traces per customer, the largest first, equals by name. Traces without a customer belong to nobody. */
function countsOf(
  members: readonly TraceId[],
  customerOf: (traceId: TraceId) => string | undefined,
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>()
  for (const traceId of members) {
    const customerId = customerOf(traceId)
    if (customerId) counts.set(customerId, (counts.get(customerId) ?? 0) + 1)
  }
  return [...counts].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
}

/** Taking a customer out raises the rate at which the others are drawn, so the largest left is asked again. */
function dominantCustomers(
  counts: readonly (readonly [string, number])[],
  population: number,
  size: number,
  cap: number,
): readonly string[] {
  const dominant: string[] = []
  let rest = population
  let draws = size
  for (const [customerId, count] of counts) {
    if ((draws * count) / rest <= cap) break
    dominant.push(customerId)
    rest -= count
    draws -= cap
  }
  return dominant
}
